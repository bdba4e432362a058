package merit.serving.batch;

import merit.encoding.TokenRow;

/**
 * One row that waits.
 *
 * @param job whose it is
 * @param index its place among the job's rows
 * @param tag its turn in virtual time, see {@link FairQueue}
 * @param sequence breaks ties: who came first
 */
record QueuedRow(Job job, int index, TokenRow row, long tag, long sequence) {}
