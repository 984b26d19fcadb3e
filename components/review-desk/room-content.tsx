'use client';

import { Button, Drawer } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { tooFast } from '../../server/domain/review/pace.ts';
import type { ReadFile } from '../../server/domain/risk/order.ts';
import { hasRole } from '../../server/domain/shared/role.ts';
import type { EarlierComment, ReviewRoom } from '../../server/ports/read-model.ts';
import { useMe } from '../api/session.tsx';
import { useTRPC } from '../api/trpc.tsx';
import { ArtifactDiff } from '../artifact-diff/artifact-diff.tsx';
import { FileTree } from '../artifact-diff/file-tree.tsx';
import type { FileWindowHandle } from '../artifact-diff/file-window.tsx';
import { createPlace } from '../artifact-diff/place.ts';
import { useReviewDraft } from '../artifact-diff/review-draft.ts';
import { ActionForm } from '../decision-card/action-form.tsx';
import { DecisionCard } from '../decision-card/decision-card.tsx';
import { LandedReviewForm } from '../decision-card/landed-review-form.tsx';
import { MergeState } from '../decision-card/merge-state.tsx';
import { ReleaseForms } from '../decision-card/release-form.tsx';
import { Unsent } from '../decision-card/unsent.tsx';
import { useDeciding } from '../decision-card/use-deciding.ts';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { RowsSkeleton } from '../ui/rows-skeleton.tsx';
import { Evidence } from './evidence.tsx';
import { PhoneBar } from './phone-bar.tsx';
import { PlaceInUrl } from './place-in-url.tsx';
import classes from './reading-room.module.css';
import { RoomHeader } from './room-header.tsx';
import { RoomOwner } from './room-owner.tsx';
import { SinceSwitch } from './since-switch.tsx';
import { useOpenTime } from './use-open-time.ts';
import { useOpenedToApprove } from './use-opened-to-approve.ts';
import { useRoomKeys } from './use-room-keys.ts';
import { useSince } from './use-since.ts';

const NO_FILES: readonly ReadFile[] = [];
const NOT_SAID: readonly EarlierComment[] = [];

/** Changed lines that are there for a person. */
const linesToRead = (files: readonly ReadFile[]): number =>
  files.reduce((sum, { file, group }) => sum + (group === 'generated' ? 0 : file.added + file.deleted), 0);

/** Left the files, in the middle evidence and then the difference, right the decision; stacked on a phone. */
export const RoomContent = ({ room, onReload }: { room: ReviewRoom; onReload: () => void }) => {
  const { artifact, run } = room;
  const trpc = useTRPC();
  const me = useMe();
  const { since, files: shown, error, choose } = useSince(room);
  const files = shown ?? NO_FILES;
  const draft = useReviewDraft(artifact);
  const openMs = useOpenTime(room);
  const deciding = useDeciding(room, draft, () => tooFast({ lines: linesToRead(files), openMs: openMs() }));
  const earlier = useQuery({ ...trpc.reviews.earlierComments.queryOptions({ runId: run.id }), enabled: run.number > 1 }).data ?? NOT_SAID;
  const [place] = useState(createPlace);
  const view = useRef<FileWindowHandle>(null);
  const isPhone = useMediaQuery('(max-width: 48em)') ?? false;
  const [seenDigest, setSeenDigest] = useState(artifact.digest);
  const isOpen = run.status === 'IN_REVIEW' || run.status === 'MERGE_REFUSED';
  const mayComment = isOpen && room.mayDecide.allowed;

  const goTo = useCallback((index: number) => view.current?.goTo(index), []);
  const [wanted, setWanted] = useState<string | null>(null);
  const goToPath = (path: string) => {
    setWanted(path);
    // A finding may be about a file that did not change since.
    if (since && !files.some(({ file }) => file.path === path || file.oldPath === path)) choose(null);
  };
  useEffect(() => {
    const index = wanted === null ? -1 : files.findIndex(({ file }) => file.path === wanted || file.oldPath === wanted);
    if (index < 0) return;
    setWanted(null);
    goTo(index);
  }, [wanted, files, goTo]);
  const mayMark = hasRole(me.role, 'reviewer') && draft.isKnown;
  const follow = useCallback(() => view.current?.follow(), []);
  useOpenedToApprove(deciding, mayComment);
  useRoomKeys({ room, files, draft, deciding, place, goTo, follow, mayComment, mayMark });

  const form = isOpen ? (
    <ActionForm room={room} draft={draft} deciding={deciding} onReload={onReload} />
  ) : (
    <Unsent draft={draft} deciding={deciding} />
  );
  return (
    <div className={classes.room} data-status={run.status} data-digest={artifact.digest} data-files={files.length}>
      <div className={classes.header}>
        <RoomHeader room={room} />
        <RoomOwner room={room} />
        {seenDigest !== artifact.digest && (
          <div className={classes.stale} role="alert">
            <span>
              This artifact has been replaced since you opened the page. What you see now is the new one; earlier viewed marks and comments
              belong to the old one.
            </span>
            <Button variant="default" size="compact-sm" onClick={() => setSeenDigest(artifact.digest)}>
              I see
            </Button>
          </div>
        )}
      </div>
      <aside className={classes.files}>
        {files.length > 0 && (
          <>
            <PlaceInUrl files={files} place={place} goTo={goTo} />
            <FileTree files={files} draft={draft} place={place} onChoose={goTo} />
          </>
        )}
      </aside>
      <div className={classes.centre}>
        <Evidence room={room} onGoTo={goToPath} />
        {shown ? (
          <ArtifactDiff
            key={since?.runId}
            artifact={artifact}
            files={files}
            since={since}
            sinceSwitch={<SinceSwitch earlier={room.earlier} since={since} onChoose={choose} />}
            draft={draft}
            earlier={earlier}
            mayComment={mayComment}
            mayMark={mayMark}
            place={place}
            handle={view}
            onGoTo={goTo}
          />
        ) : error ? (
          <FailurePanel error={error}>
            <Button variant="default" size="compact-sm" mt={6} onClick={() => choose(null)}>
              Show the whole change
            </Button>
          </FailurePanel>
        ) : (
          <RowsSkeleton rows={6} label="Loading the difference" />
        )}
      </div>
      <aside className={classes.decision} aria-label="Decision">
        <DecisionCard decision={room.decisions[0]?.decision ?? null}>
          <MergeState run={run} />
          <LandedReviewForm room={room} />
          <ReleaseForms room={room} />
          {!(isPhone && isOpen) && form}
        </DecisionCard>
      </aside>
      {isPhone && isOpen && (
        <>
          <PhoneBar room={room} deciding={deciding} />
          <Drawer
            opened={deciding.verdict !== null}
            onClose={() => deciding.choose(null)}
            position="bottom"
            size="auto"
            title="Decision"
            classNames={{ inner: classes.drawer, content: classes.drawerContent }}
          >
            {form}
          </Drawer>
        </>
      )}
    </div>
  );
};
