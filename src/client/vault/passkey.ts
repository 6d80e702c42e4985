import { fresh32 } from './keyring.ts';

/** What a passkey of this device answered to `salt`. */
export interface PasskeyAnswer {
  credential: Uint8Array;
  salt: Uint8Array;
  answer: Uint8Array;
}

/** Why no passkey was added or asked; each has words. */
export type PasskeyFault = 'PasskeyUnsupported' | 'PasskeyCancelled';

interface Prf {
  prf?: { enabled?: boolean; results?: { first?: BufferSource } };
}

/** True where this browser may hold a passkey that answers secrets (WebAuthn PRF) and asks for finger or face. */
export async function passkeysHere(): Promise<boolean> {
  if (!('PublicKeyCredential' in globalThis)) return false;
  return PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable().catch(() => false);
}

/**
 * Makes a passkey on this device and asks it twice: an answer that is not the same twice opens nothing (R45). `code` is what
 * the system shows, e.g. E-07. Needs no network: the challenge is made here and nobody checks it, only the PRF answer counts.
 */
export async function addPasskey(code: string): Promise<PasskeyAnswer | PasskeyFault> {
  const salt = fresh32();
  try {
    const made = await navigator.credentials.create({
      publicKey: {
        challenge: fresh32(),
        rp: { name: 'Trzy Sfery' },
        user: { id: fresh32(), name: code, displayName: code },
        pubKeyCredParams: [
          { type: 'public-key', alg: -7 },
          { type: 'public-key', alg: -257 },
        ],
        authenticatorSelection: {
          authenticatorAttachment: 'platform',
          residentKey: 'preferred',
          userVerification: 'required',
        },
        extensions: { prf: { eval: { first: salt } } },
      },
    });
    if (!(made instanceof PublicKeyCredential)) return 'PasskeyUnsupported';
    if (!(made.getClientExtensionResults() as Prf).prf?.enabled) return 'PasskeyUnsupported';
    const credential = new Uint8Array(made.rawId);
    const [one, two] = [await askPasskey(credential, salt), await askPasskey(credential, salt)];
    if (typeof one === 'string') return one;
    if (typeof two === 'string') return two;
    return one.every((byte, i) => byte === two[i]) ? { credential, salt, answer: one } : 'PasskeyUnsupported';
  } catch (error) {
    return faultOf(error);
  }
}

/** What the passkey answers now: 32 bytes. */
export async function askPasskey(credential: Uint8Array, salt: Uint8Array): Promise<Uint8Array | PasskeyFault> {
  try {
    const got = await navigator.credentials.get({
      publicKey: {
        challenge: fresh32(),
        allowCredentials: [{ type: 'public-key', id: credential.slice() }],
        userVerification: 'required',
        extensions: { prf: { eval: { first: salt.slice() } } },
      },
    });
    if (!(got instanceof PublicKeyCredential)) return 'PasskeyUnsupported';
    const first = (got.getClientExtensionResults() as Prf).prf?.results?.first;
    if (!first) return 'PasskeyUnsupported';
    return new Uint8Array(ArrayBuffer.isView(first) ? first.buffer.slice(0) : first.slice(0));
  } catch (error) {
    return faultOf(error);
  }
}

function faultOf(error: unknown): PasskeyFault {
  const name = (error as { name?: string }).name ?? '';
  return name === 'NotAllowedError' || name === 'AbortError' ? 'PasskeyCancelled' : 'PasskeyUnsupported';
}
