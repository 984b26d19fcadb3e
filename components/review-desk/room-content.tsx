'use client';

import { Button, Drawer } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useEffect, useMemo, useState } from 'react';
import { readingOrder } from '../../server/domain/risk/order.ts';
import type { ReviewRoom } from '../../server/ports/read-model.ts';
import { ArtifactDiff } from '../artifact-diff/artifact-diff.tsx';
import { FileTree } from '../artifact-diff/file-tree.tsx';
import { useReviewDraft } from '../artifact-diff/review-draft.ts';
import { ActionForm } from '../decision-card/action-form.tsx';
import { DecisionCard } from '../decision-card/decision-card.tsx';
import { MergeState } from '../decision-card/merge-state.tsx';
import { Unsent } from '../decision-card/unsent.tsx';
import { useDeciding } from '../decision-card/use-deciding.ts';
import { Evidence } from './evidence.tsx';
import { PhoneBar } from './phone-bar.tsx';
import classes from './reading-room.module.css';
import { RoomHeader } from './room-header.tsx';
import { RoomOwner } from './room-owner.tsx';
import { useOpenedToApprove } from './use-opened-to-approve.ts';
import { scrollToFile, useRoomKeys } from './use-room-keys.ts';

/** Left the files, in the middle evidence and then the difference, right the decision; stacked on a phone. */
export const RoomContent = ({ room, onReload }: { room: ReviewRoom; onReload: () => void }) => {
  const { artifact, run } = room;
  const files = useMemo(() => readingOrder(artifact.change.files, room.risks?.findings ?? []), [artifact.change.files, room.risks]);
  const draft = useReviewDraft(artifact.digest);
  const deciding = useDeciding(room, draft);
  const [active, setActive] = useState(0);
  const isPhone = useMediaQuery('(max-width: 48em)') ?? false;
  const [seenDigest, setSeenDigest] = useState(artifact.digest);
  const isOpen = run.status === 'IN_REVIEW' || run.status === 'MERGE_REFUSED';
  const mayComment = isOpen && room.mayDecide.allowed;

  useOpenedToApprove(deciding, mayComment);
  useRoomKeys({ room, files, draft, deciding, active, setActive, mayComment });
  const goTo = (path: string) => {
    const index = files.findIndex(({ file }) => file.path === path || file.oldPath === path);
    if (index < 0) return;
    setActive(index);
    scrollToFile(files[index]?.file.path ?? path);
  };
  useEffect(() => {
    if (files.length <= active) setActive(0);
  }, [files.length, active]);

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
          <FileTree
            files={files}
            draft={draft}
            active={active}
            onChoose={(index) => {
              setActive(index);
              scrollToFile(files[index]?.file.path ?? '');
            }}
          />
        )}
      </aside>
      <div className={classes.centre}>
        <Evidence room={room} onGoTo={goTo} />
        <ArtifactDiff artifact={artifact} files={files} draft={draft} mayComment={mayComment} active={active} onActive={setActive} />
      </div>
      <aside className={classes.decision} aria-label="Decision">
        <DecisionCard decision={room.decisions[0]?.decision ?? null}>
          <MergeState run={run} />
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
