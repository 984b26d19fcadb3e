/** Switches that are being tried out. A switch that is on for everybody is taken out again, with its old branch. */
export const FEATURES = {
  giftWrap: false,
};
