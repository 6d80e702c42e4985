import { fileKind } from '#domain/fileKind.ts';
import { PHOTO_MIMES } from '#domain/photo.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { prepared, type Prepared } from './prepare.ts';

/** Longest recording. Unit: seconds. */
export const LONGEST = 60;

/** A recording that runs. */
export interface Recording {
  /** Ends it and gives the file; null when nothing was heard. */
  stop(): Promise<Prepared | null>;
  /** Ends it and keeps nothing. */
  drop(): void;
}

const FORMS = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus'];

/** Starts to record with the microphone; MicDenied when the person or the browser says no. */
export async function startRecording(): Promise<Result<Recording, { type: 'MicDenied' }>> {
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } });
  } catch {
    return err({ type: 'MicDenied' });
  }
  try {
    const mimeType = FORMS.find((form) => MediaRecorder.isTypeSupported(form));
    const recorder = new MediaRecorder(stream, { ...(mimeType && { mimeType }), audioBitsPerSecond: 32_000 });
    return ok(run(recorder, stream));
  } catch {
    release(stream);
    return err({ type: 'MicDenied' });
  }
}

function run(recorder: MediaRecorder, stream: MediaStream): Recording {
  const parts: Blob[] = [];
  recorder.ondataavailable = ({ data }) => void parts.push(data);
  const ended = new Promise<void>((resolve) => (recorder.onstop = () => resolve()));
  recorder.start(1000);
  const end = async (): Promise<void> => {
    if (recorder.state !== 'inactive') recorder.stop();
    await ended;
    release(stream);
  };
  return {
    async stop() {
      await end();
      const bytes = await new Blob(parts).arrayBuffer();
      const kind = fileKind(new Uint8Array(bytes.slice(0, 64)));
      const mime = PHOTO_MIMES.find((one) => one === kind && one.startsWith('audio/'));
      return mime ? prepared('voice', mime, bytes) : null;
    },
    drop: () => void end(),
  };
}

function release(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
