import { type AuditAct, addressForAudit } from '../../domain/audit/act.ts';
import { isFinal } from '../../domain/run/machine.ts';
import { RUN_STATUSES } from '../../domain/run/status.ts';
import { failure } from '../../domain/shared/failure.ts';
import { fail, ok, type Result } from '../../domain/shared/result.ts';
import type { WebStore } from '../../ports/web-store.ts';
import { appendAudit } from './append-audit.ts';
import type { Database, Transaction } from './connect.ts';
import { newId } from './new-id.ts';
import { sendJob } from './send-job.ts';
import { storableText } from './storable.ts';
import { isUniqueViolation } from './vendor-error.ts';

/** Repositories and agent profiles. One that old tasks refer to is kept when it is removed; its name becomes free. */
type Registry = Pick<
  WebStore,
  | 'addRepository'
  | 'setBaseBranch'
  | 'setMergeMethod'
  | 'requestSync'
  | 'removeRepository'
  | 'saveAgentProfile'
  | 'removeAgentProfile'
  | 'requestAgentTest'
  | 'sealingKey'
>;

const OPEN_STATUSES = RUN_STATUSES.filter((status) => !isFinal(status));

export function registry(db: Database): Registry {
  const { prisma } = db;

  return {
    async addRepository({ name, url, baseBranch, byId, now }) {
      const id = newId('repo');
      return await taken(name, () =>
        prisma.$transaction(async (tx) => {
          await tx.repository.create({
            data: {
              id,
              name,
              livingName: name,
              url: storableText(url),
              baseBranch,
              state: 'TESTING',
              suggestedChecks: [],
              createdById: byId,
              createdAt: new Date(now),
            },
          });
          await sendJob(db, tx, 'repository.sync', id);
          const detail = { name, address: addressForAudit(url), baseBranch };
          const act = { action: 'repository_registered', subject: { kind: 'repository', id }, detail } as const;
          await appendAudit(tx, { byId, at: now, acts: [act] });
          return ok({ id });
        }),
      );
    },
    async setBaseBranch({ id, baseBranch, byId, now }) {
      const repository = await prisma.repository.findFirst({ where: { id, removedAt: null }, select: { branches: true } });
      const branches = (repository?.branches ?? []) as { name: string }[];
      if (repository && branches.length > 0 && !branches.some((branch) => branch.name === baseBranch))
        return fail(
          failure('repository_unborn_branch', `The repository has no branch "${baseBranch}".`, {
            baseBranch: 'Choose one of its branches.',
          }),
        );
      return await prisma.$transaction(async (tx) => {
        const before = await lockRepository(tx, id);
        if (!before) return fail(noRepository());
        await tx.repository.update({ where: { id }, data: { baseBranch, state: 'TESTING' } });
        await sendJob(db, tx, 'repository.sync', id);
        await appendAudit(tx, { byId, at: now, acts: changeActs(before, 'base branch', before.baseBranch, baseBranch) });
        return ok(undefined);
      });
    },
    async setMergeMethod({ id, mergeMethod, byId, now }) {
      return await prisma.$transaction(async (tx) => {
        const before = await lockRepository(tx, id);
        if (!before) return fail(noRepository());
        await tx.repository.update({ where: { id }, data: { mergeMethod } });
        await appendAudit(tx, { byId, at: now, acts: changeActs(before, 'merge method', before.mergeMethod, mergeMethod) });
        return ok(undefined);
      });
    },
    async requestSync(id) {
      return await prisma.$transaction(async (tx) => {
        const { count } = await tx.repository.updateMany({ where: { id, removedAt: null }, data: { state: 'TESTING' } });
        if (count === 0) return fail(noRepository());
        await sendJob(db, tx, 'repository.sync', id);
        return ok(undefined);
      });
    },
    async removeRepository({ id, byId, now }) {
      return await prisma.$transaction(async (tx) => {
        if (await tx.task.findFirst({ where: { repositoryId: id, status: { in: OPEN_STATUSES } }, select: { id: true } }))
          return fail(inUse('Tasks of this repository are still open.'));
        const before = await lockRepository(tx, id);
        if (!before) return fail(noRepository());
        await tx.repository.update({ where: { id }, data: { livingName: null, removedAt: new Date(now) } });
        const act = { action: 'repository_removed', subject: { kind: 'repository', id }, detail: { name: before.name } } as const;
        await appendAudit(tx, { byId, at: now, acts: [act] });
        return ok(undefined);
      });
    },

    async saveAgentProfile({ id, name, kind, provider, model, baseUrl, key, label, byId, now }) {
      const columns = {
        name,
        livingName: name,
        kind,
        provider,
        model: storableText(model),
        baseUrl: storableText(baseUrl),
        label: storableText(label),
        updatedAt: new Date(now),
        ...keyColumns(key),
        // What was tested is not what is stored now.
        testState: null,
        testText: null,
        testMs: null,
        testAt: null,
      };
      return await taken(name, () =>
        prisma.$transaction(async (tx) => {
          const before = id === null ? null : await lockAgentProfile(tx, id);
          if (id !== null && !before) return fail(noAgentProfile());
          const saved = before?.id ?? newId('agent');
          if (before) await tx.agentProfile.update({ where: { id: saved }, data: columns });
          else await tx.agentProfile.create({ data: { keyFrom: 'none', ...columns, id: saved, createdAt: new Date(now) } });
          const subject = { kind: 'agent', id: saved } as const;
          const detail = { name, kind, provider, model, address: addressForAudit(baseUrl), isNew: before === null };
          await appendAudit(tx, {
            byId,
            at: now,
            acts: [{ action: 'agent_profile_saved', subject, detail }, ...keyActs(subject, name, before, key)],
          });
          return ok({ id: saved });
        }),
      );
    },
    async removeAgentProfile({ id, byId, now }) {
      return await prisma.$transaction(async (tx) => {
        if (await tx.run.findFirst({ where: { agentProfileId: id, status: { in: OPEN_STATUSES } }, select: { id: true } }))
          return fail(inUse('Runs of this agent are still open.'));
        const before = await lockAgentProfile(tx, id);
        if (!before) return fail(noAgentProfile());
        await tx.agentProfile.update({
          where: { id },
          data: { livingName: null, removedAt: new Date(now), keyFrom: 'none', keySealed: null, keyVariable: null },
        });
        const act = { action: 'agent_profile_removed', subject: { kind: 'agent', id }, detail: { name: before.name } } as const;
        await appendAudit(tx, { byId, at: now, acts: [act] });
        return ok(undefined);
      });
    },
    async requestAgentTest(id, now) {
      return await prisma.$transaction(async (tx) => {
        const { count } = await tx.agentProfile.updateMany({
          where: { id, removedAt: null },
          data: { testState: 'running', testText: '', testMs: null, testAt: new Date(now) },
        });
        if (count === 0) return fail(noAgentProfile());
        await sendJob(db, tx, 'agent.test', id);
        return ok(undefined);
      });
    },
    async sealingKey() {
      return (await prisma.worker.findFirst({ orderBy: { lastSeenAt: 'desc' }, select: { sealingKey: true } }))?.sealingKey ?? null;
    },
  };
}

const inUse = (message: string) => failure('still_in_use', message);
const noRepository = () => failure('not_found', 'There is no such repository.');
const noAgentProfile = () => failure('not_found', 'There is no such agent profile.');

/** Under their locks, so that the log says what a change was from. */
async function lockRepository(tx: Transaction, id: string) {
  await tx.$queryRaw`SELECT id FROM repositories WHERE id = ${id} FOR UPDATE`;
  return await tx.repository.findFirst({ where: { id, removedAt: null } });
}
async function lockAgentProfile(tx: Transaction, id: string) {
  await tx.$queryRaw`SELECT id FROM agent_profiles WHERE id = ${id} FOR UPDATE`;
  return await tx.agentProfile.findFirst({ where: { id, removedAt: null } });
}

const changeActs = (
  { id, name }: { readonly id: string; readonly name: string },
  field: string,
  from: string | null,
  to: string,
): readonly AuditAct[] =>
  from === to ? [] : [{ action: 'repository_changed', subject: { kind: 'repository', id }, detail: { name, field, from, to } }];

/** That a key changed and where it comes from, never what it is. A sealed key cannot be compared: typed again, it is another one. */
function keyActs(
  subject: { readonly kind: 'agent'; readonly id: string },
  name: string,
  before: { readonly keyFrom: string; readonly keyVariable: string | null } | null,
  key: Parameters<WebStore['saveAgentProfile']>[0]['key'],
): readonly AuditAct[] {
  const variable = key.from === 'environment' ? key.variable : null;
  const isSame = key.from === (before?.keyFrom ?? 'none') && variable === (before?.keyVariable ?? null);
  if (key.from === 'keep' || (key.from !== 'sealed' && isSame)) return [];
  return [{ action: 'agent_key_changed', subject, detail: { name, from: key.from, variable } }];
}

function keyColumns(key: Parameters<WebStore['saveAgentProfile']>[0]['key']): {
  keyFrom?: string;
  keyVariable?: string | null;
  keySealed?: string | null;
} {
  switch (key.from) {
    case 'keep':
      return {};
    case 'none':
      return { keyFrom: 'none', keyVariable: null, keySealed: null };
    case 'environment':
      return { keyFrom: 'environment', keyVariable: key.variable, keySealed: null };
    case 'sealed':
      return { keyFrom: 'sealed', keyVariable: null, keySealed: key.sealed };
  }
}

async function taken<T>(name: string, write: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await write();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return fail(failure('name_taken', `The name "${name}" is taken.`, { name: 'Choose another name.' }));
  }
}
