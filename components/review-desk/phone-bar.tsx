'use client';

import { Button } from '@mantine/core';
import type { ReviewRoom } from '../../server/ports/read-model.ts';
import type { Deciding } from '../decision-card/use-deciding.ts';
import classes from './reading-room.module.css';

/** The three decisions within reach of a thumb. */
export const PhoneBar = ({ room, deciding }: { room: ReviewRoom; deciding: Deciding }) => (
  <div className={classes.bar}>
    {room.mayDecide.allowed ? (
      <>
        <Button size="sm" onClick={() => deciding.choose('approve')}>
          Approve
        </Button>
        <Button size="sm" variant="default" onClick={() => deciding.choose('request_changes')}>
          Changes
        </Button>
        <Button size="sm" variant="default" onClick={() => deciding.choose('reject')}>
          Reject
        </Button>
      </>
    ) : (
      <span className={classes.barText}>{room.mayDecide.why}</span>
    )}
  </div>
);
