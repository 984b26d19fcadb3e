-- AlterTable
ALTER TABLE "review_items" ADD COLUMN     "isMoreAsked" BOOLEAN NOT NULL DEFAULT false;

-- What is approved in part already, and still asks for something.
UPDATE "review_items" SET "isMoreAsked" = (
  SELECT (tree #>> '{asks,reason}') = 'true' OR (tree #>> '{asks,reauth}') = 'true' OR jsonb_typeof(tree #> '{asks,viewed}') = 'object'
    OR jsonb_array_length(COALESCE(tree #> '{asks,checklist}', '[]')) > 0 OR jsonb_array_length(COALESCE(tree #> '{asks,findings}', '[]')) > 0
  FROM "decisions" WHERE "decisions"."runId" = "review_items"."runId" ORDER BY position DESC LIMIT 1
) IS TRUE;
