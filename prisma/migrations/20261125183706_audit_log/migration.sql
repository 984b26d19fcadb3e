-- CreateTable
CREATE TABLE "audit_entries" (
    "position" BIGINT NOT NULL,
    "at" BIGINT NOT NULL,
    "actorId" TEXT,
    "actorName" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subjectKind" TEXT NOT NULL,
    "subjectId" TEXT NOT NULL,
    "detail" JSONB NOT NULL,
    "previousHash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("position")
);

-- CreateTable
CREATE TABLE "audit_head" (
    "only" BOOLEAN NOT NULL DEFAULT true,
    "position" BIGINT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_head_pkey" PRIMARY KEY ("only")
);

-- CreateIndex
CREATE INDEX "audit_entries_at_idx" ON "audit_entries"("at");

-- CreateIndex
CREATE INDEX "audit_entries_actorId_position_idx" ON "audit_entries"("actorId", "position");

-- CreateIndex
CREATE INDEX "audit_entries_action_position_idx" ON "audit_entries"("action", "position");

-- CreateIndex
CREATE INDEX "audit_entries_subjectKind_subjectId_position_idx" ON "audit_entries"("subjectKind", "subjectId", "position");

-- The head of an empty log (EMPTY_HEAD in server/domain/audit/chain.ts).
INSERT INTO "audit_head" ("position", "hash") VALUES (0, 'sha256:0000000000000000000000000000000000000000000000000000000000000000');

-- Entries are written and never touched again, and the head only moves on. A superuser can switch this off: then the chain tells.
-- The migration runner cuts a script at every semicolon, so the ones of the function are written as \x3b.
CREATE FUNCTION "refuse_audit_change"() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
  RAISE EXCEPTION ''the audit log is append-only: % on % is refused'', TG_OP, TG_TABLE_NAME USING ERRCODE = ''insufficient_privilege''\x3b
END';
CREATE TRIGGER "audit_entries_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_entries"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_audit_change"();
CREATE TRIGGER "audit_head_stays" BEFORE DELETE OR TRUNCATE ON "audit_head"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_audit_change"();
CREATE TRIGGER "audit_head_moves_on" BEFORE UPDATE ON "audit_head"
  FOR EACH ROW WHEN (NEW."position" <= OLD."position") EXECUTE FUNCTION "refuse_audit_change"();
