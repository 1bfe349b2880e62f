/** Whether score and judgement told who would leave. */
import type { BusinessDate } from '../base/business-date.ts';
import type { OpenDatabase } from '../db/open.ts';
import { calibrate, type Calibration } from './calibration.ts';
import { countCalibration } from './calibration-store.ts';

export async function readCalibration(
  database: Pick<OpenDatabase, 'db' | 'dialect'>,
  workspaceId: string,
  today: BusinessDate,
): Promise<Calibration> {
  return calibrate(await countCalibration(database, workspaceId, today));
}
