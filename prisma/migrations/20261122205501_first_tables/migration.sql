-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "users" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "emailVerified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "role" TEXT NOT NULL DEFAULT 'member',
    "active" BOOLEAN NOT NULL DEFAULT true,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "ipAddress" TEXT,
    "userAgent" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "accounts" (
    "id" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,
    "providerId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "accessToken" TEXT,
    "refreshToken" TEXT,
    "idToken" TEXT,
    "accessTokenExpiresAt" TIMESTAMPTZ(3),
    "refreshTokenExpiresAt" TIMESTAMPTZ(3),
    "scope" TEXT,
    "password" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "accounts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "verifications" (
    "id" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "verifications_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rate_limits" (
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "lastRequest" BIGINT NOT NULL,

    CONSTRAINT "rate_limits_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "repositories" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "livingName" TEXT,
    "url" TEXT NOT NULL,
    "baseBranch" TEXT,
    "state" TEXT NOT NULL,
    "failure" JSONB,
    "branches" JSONB NOT NULL DEFAULT '[]',
    "suggestedChecks" TEXT[],
    "syncedAt" TIMESTAMPTZ(3),
    "createdById" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "removedAt" TIMESTAMPTZ(3),

    CONSTRAINT "repositories_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "repository_trees" (
    "repositoryId" TEXT NOT NULL,
    "paths" TEXT[],
    "truncated" BOOLEAN NOT NULL,

    CONSTRAINT "repository_trees_pkey" PRIMARY KEY ("repositoryId")
);

-- CreateTable
CREATE TABLE "agent_profiles" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "livingName" TEXT,
    "kind" TEXT NOT NULL,
    "provider" TEXT,
    "model" TEXT NOT NULL,
    "baseUrl" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "image" TEXT,
    "keyFrom" TEXT NOT NULL,
    "keyVariable" TEXT,
    "keySealed" TEXT,
    "testState" TEXT,
    "testText" TEXT,
    "testMs" INTEGER,
    "testAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    "removedAt" TIMESTAMPTZ(3),

    CONSTRAINT "agent_profiles_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "workers" (
    "id" TEXT NOT NULL,
    "hostname" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "engine" TEXT NOT NULL,
    "workspaceMethod" TEXT NOT NULL,
    "capacity" INTEGER NOT NULL,
    "images" TEXT[],
    "sealingKey" TEXT NOT NULL,
    "environmentKeys" TEXT[],
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "lastSeenAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "workers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "policies" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "digest" TEXT NOT NULL,
    "yaml" TEXT NOT NULL,
    "activatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "policies_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "installation" (
    "only" BOOLEAN NOT NULL DEFAULT true,
    "id" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "installation_pkey" PRIMARY KEY ("only")
);

-- CreateTable
CREATE TABLE "tasks" (
    "id" TEXT NOT NULL,
    "number" SERIAL NOT NULL,
    "requestId" TEXT NOT NULL,
    "requesterId" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "contract" JSONB NOT NULL,
    "overrides" JSONB NOT NULL,
    "artifact" TEXT NOT NULL,
    "repositoryId" TEXT NOT NULL,
    "baseBranch" TEXT NOT NULL,
    "agentName" TEXT NOT NULL,
    "branch" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "tasks_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "runs" (
    "id" TEXT NOT NULL,
    "taskId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "statusAt" TIMESTAMPTZ(3) NOT NULL,
    "agentProfileId" TEXT NOT NULL,
    "prompt" TEXT NOT NULL,
    "startSha" TEXT,
    "baseSha" TEXT,
    "previousRunId" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "startedAt" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),
    "pausedAt" TIMESTAMPTZ(3),
    "pausedMs" INTEGER NOT NULL DEFAULT 0,
    "cancelRequestedAt" TIMESTAMPTZ(3),
    "cancelRequestedById" TEXT,
    "leaseToken" TEXT,
    "leaseWorker" TEXT,
    "leaseExpiresAt" TIMESTAMPTZ(3),
    "lastSeq" INTEGER NOT NULL DEFAULT 0,
    "lastEventAt" TIMESTAMPTZ(3),
    "inputTokens" BIGINT NOT NULL DEFAULT 0,
    "outputTokens" BIGINT NOT NULL DEFAULT 0,
    "modelCalls" INTEGER NOT NULL DEFAULT 0,
    "sandbox" JSONB,
    "artifactDigest" TEXT,
    "failure" JSONB,

    CONSTRAINT "runs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "run_commands" (
    "id" TEXT NOT NULL,
    "position" SERIAL NOT NULL,
    "runId" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "byId" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "takenAt" TIMESTAMPTZ(3),

    CONSTRAINT "run_commands_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "events" (
    "runId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "body" JSONB NOT NULL,
    "batchId" TEXT,

    CONSTRAINT "events_pkey" PRIMARY KEY ("runId","seq")
);

-- CreateTable
CREATE TABLE "artifacts" (
    "runId" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "handoffBy" TEXT NOT NULL,
    "handoff" JSONB NOT NULL,
    "change" JSONB NOT NULL,
    "clauses" JSONB NOT NULL,
    "fileCount" INTEGER NOT NULL,
    "added" INTEGER NOT NULL,
    "deleted" INTEGER NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "artifacts_pkey" PRIMARY KEY ("runId")
);

-- CreateTable
CREATE TABLE "artifact_files" (
    "runId" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "path" TEXT NOT NULL,
    "patch" TEXT,
    "omitted" TEXT,

    CONSTRAINT "artifact_files_pkey" PRIMARY KEY ("runId","position")
);

-- CreateTable
CREATE TABLE "receipts" (
    "runId" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "artifactDigest" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "command" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "reproduces" BOOLEAN NOT NULL,
    "outcome" TEXT NOT NULL,
    "exitCode" INTEGER,
    "durationMs" INTEGER NOT NULL,
    "output" TEXT NOT NULL,
    "outputTruncated" BOOLEAN NOT NULL,
    "treeId" TEXT NOT NULL,
    "imageDigest" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "receipts_pkey" PRIMARY KEY ("runId","position")
);

-- CreateTable
CREATE TABLE "risk_reports" (
    "runId" TEXT NOT NULL,
    "artifactDigest" TEXT NOT NULL,
    "detectors" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "risk_reports_pkey" PRIMARY KEY ("runId")
);

-- CreateTable
CREATE TABLE "findings" (
    "runId" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "artifactDigest" TEXT NOT NULL,
    "ruleId" TEXT NOT NULL,
    "cls" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "confidence" TEXT NOT NULL,
    "place" JSONB,
    "evidence" TEXT NOT NULL,
    "ask" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,

    CONSTRAINT "findings_pkey" PRIMARY KEY ("runId","position")
);

-- CreateTable
CREATE TABLE "decisions" (
    "id" TEXT NOT NULL,
    "position" SERIAL NOT NULL,
    "runId" TEXT NOT NULL,
    "artifactDigest" TEXT NOT NULL,
    "disposition" TEXT NOT NULL,
    "tree" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "decisions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reviews" (
    "id" TEXT NOT NULL,
    "position" SERIAL NOT NULL,
    "runId" TEXT NOT NULL,
    "taskId" TEXT NOT NULL,
    "artifactDigest" TEXT NOT NULL,
    "reviewerId" TEXT NOT NULL,
    "verdict" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "comments" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "movedTo" TEXT,

    CONSTRAINT "reviews_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "merges" (
    "runId" TEXT NOT NULL,
    "artifactDigest" TEXT NOT NULL,
    "sha" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "merges_pkey" PRIMARY KEY ("runId")
);

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateIndex
CREATE UNIQUE INDEX "sessions_token_key" ON "sessions"("token");

-- CreateIndex
CREATE INDEX "sessions_userId_idx" ON "sessions"("userId");

-- CreateIndex
CREATE INDEX "accounts_userId_idx" ON "accounts"("userId");

-- CreateIndex
CREATE INDEX "verifications_identifier_idx" ON "verifications"("identifier");

-- CreateIndex
CREATE UNIQUE INDEX "rate_limits_key_key" ON "rate_limits"("key");

-- CreateIndex
CREATE UNIQUE INDEX "repositories_livingName_key" ON "repositories"("livingName");

-- CreateIndex
CREATE UNIQUE INDEX "agent_profiles_livingName_key" ON "agent_profiles"("livingName");

-- CreateIndex
CREATE INDEX "workers_lastSeenAt_idx" ON "workers"("lastSeenAt");

-- CreateIndex
CREATE INDEX "policies_activatedAt_idx" ON "policies"("activatedAt");

-- CreateIndex
CREATE UNIQUE INDEX "policies_name_version_key" ON "policies"("name", "version");

-- CreateIndex
CREATE UNIQUE INDEX "tasks_number_key" ON "tasks"("number");

-- CreateIndex
CREATE INDEX "tasks_status_number_idx" ON "tasks"("status", "number");

-- CreateIndex
CREATE INDEX "tasks_requesterId_number_idx" ON "tasks"("requesterId", "number");

-- CreateIndex
CREATE INDEX "tasks_repositoryId_number_idx" ON "tasks"("repositoryId", "number");

-- CreateIndex
CREATE INDEX "tasks_status_updatedAt_idx" ON "tasks"("status", "updatedAt");

-- CreateIndex
CREATE UNIQUE INDEX "tasks_requesterId_requestId_key" ON "tasks"("requesterId", "requestId");

-- CreateIndex
CREATE INDEX "runs_status_createdAt_idx" ON "runs"("status", "createdAt");

-- CreateIndex
CREATE INDEX "runs_leaseExpiresAt_idx" ON "runs"("leaseExpiresAt");

-- CreateIndex
CREATE UNIQUE INDEX "runs_taskId_number_key" ON "runs"("taskId", "number");

-- CreateIndex
CREATE UNIQUE INDEX "run_commands_position_key" ON "run_commands"("position");

-- CreateIndex
CREATE INDEX "run_commands_runId_takenAt_idx" ON "run_commands"("runId", "takenAt");

-- CreateIndex
CREATE UNIQUE INDEX "events_runId_batchId_key" ON "events"("runId", "batchId");

-- CreateIndex
CREATE INDEX "artifacts_digest_idx" ON "artifacts"("digest");

-- CreateIndex
CREATE INDEX "receipts_artifactDigest_idx" ON "receipts"("artifactDigest");

-- CreateIndex
CREATE INDEX "findings_artifactDigest_idx" ON "findings"("artifactDigest");

-- CreateIndex
CREATE INDEX "findings_ruleId_idx" ON "findings"("ruleId");

-- CreateIndex
CREATE UNIQUE INDEX "decisions_position_key" ON "decisions"("position");

-- CreateIndex
CREATE INDEX "decisions_runId_position_idx" ON "decisions"("runId", "position");

-- CreateIndex
CREATE UNIQUE INDEX "reviews_position_key" ON "reviews"("position");

-- CreateIndex
CREATE INDEX "reviews_taskId_position_idx" ON "reviews"("taskId", "position");

-- CreateIndex
CREATE INDEX "reviews_runId_position_idx" ON "reviews"("runId", "position");

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "repository_trees" ADD CONSTRAINT "repository_trees_repositoryId_fkey" FOREIGN KEY ("repositoryId") REFERENCES "repositories"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_requesterId_fkey" FOREIGN KEY ("requesterId") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_repositoryId_fkey" FOREIGN KEY ("repositoryId") REFERENCES "repositories"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "runs" ADD CONSTRAINT "runs_taskId_fkey" FOREIGN KEY ("taskId") REFERENCES "tasks"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "runs" ADD CONSTRAINT "runs_agentProfileId_fkey" FOREIGN KEY ("agentProfileId") REFERENCES "agent_profiles"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_commands" ADD CONSTRAINT "run_commands_runId_fkey" FOREIGN KEY ("runId") REFERENCES "runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_commands" ADD CONSTRAINT "run_commands_byId_fkey" FOREIGN KEY ("byId") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "events" ADD CONSTRAINT "events_runId_fkey" FOREIGN KEY ("runId") REFERENCES "runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "artifacts" ADD CONSTRAINT "artifacts_runId_fkey" FOREIGN KEY ("runId") REFERENCES "runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "artifact_files" ADD CONSTRAINT "artifact_files_runId_fkey" FOREIGN KEY ("runId") REFERENCES "artifacts"("runId") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "receipts" ADD CONSTRAINT "receipts_runId_fkey" FOREIGN KEY ("runId") REFERENCES "artifacts"("runId") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "risk_reports" ADD CONSTRAINT "risk_reports_runId_fkey" FOREIGN KEY ("runId") REFERENCES "artifacts"("runId") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "findings" ADD CONSTRAINT "findings_runId_fkey" FOREIGN KEY ("runId") REFERENCES "artifacts"("runId") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "decisions" ADD CONSTRAINT "decisions_runId_fkey" FOREIGN KEY ("runId") REFERENCES "runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reviews" ADD CONSTRAINT "reviews_runId_fkey" FOREIGN KEY ("runId") REFERENCES "runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reviews" ADD CONSTRAINT "reviews_taskId_fkey" FOREIGN KEY ("taskId") REFERENCES "tasks"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reviews" ADD CONSTRAINT "reviews_reviewerId_fkey" FOREIGN KEY ("reviewerId") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "merges" ADD CONSTRAINT "merges_runId_fkey" FOREIGN KEY ("runId") REFERENCES "runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;
