import type { Words } from '../pl.ts';

const SAFE = 'Your entries are safe on this device.';

export const errors = {
  VisitLocked: {
    title: 'This report cannot be changed now',
    body: 'The visit is submitted, accepted or cancelled. Your entry has stayed on this device.',
    action: 'Ask the quality specialist to return the report, then correct it and submit it again.',
  },
  VisitStep: {
    title: 'This step is not possible now',
    body: 'The state of the visit changed earlier, for example on another device. The content of the visit is intact.',
    action: 'Check the present state of the visit and choose one of the available steps.',
  },
  VisitCosign: {
    title: 'Only the other person of the pair can co-sign',
    body: 'Whoever leads the visit does not confirm their own report. The content of the visit is intact.',
    action: 'Ask the other expert to read and co-sign the report on their own device.',
  },
  VisitCosigned: {
    title: 'The pair has co-signed this report',
    body: 'The other person confirmed exactly this content, so it cannot change now. Your entry stays on this device.',
    action: 'Go back to draft, correct it and ask the other person to co-sign again.',
  },
  VisitUnsettled: {
    title: 'The report holds two versions of something',
    body: 'The pair wrote something differently. Both versions are kept.',
    action: 'Choose one version in each place, then co-sign the report.',
  },
  VisitChanged: {
    title: 'The content changed after it was co-signed',
    body: 'The other person read another version of the report. Nothing is lost.',
    action: 'Ask the other person to read and co-sign it again.',
  },
  VisitTimes: {
    title: 'The visit ends before it starts',
    body: 'The times do not agree. All other entries are safe.',
    action: 'Correct the start or the end time.',
  },
  RemarksOpen: {
    title: 'There are remarks without an answer',
    body: 'A report with an open remark cannot be accepted. Everything is saved.',
    action: 'Close these remarks, or return the report so that the experts can answer.',
  },
  RemarkPlace: {
    title: 'This remark cannot be changed now',
    body: 'Remarks are added, changed and removed only while the report is under review. The text is kept.',
    action: 'Wait until the report is submitted again, or close the remark.',
  },
  RemarkStep: {
    title: 'This step is not possible now',
    body: 'The state of the remark changed before, for example on the other device. The text is kept.',
    action: 'Look at the present state of the remark.',
  },
  RemarkClosed: {
    title: 'This remark is closed already',
    body: 'The quality specialist closed it before. Your answer is kept on this device.',
    action: 'Discard your change, or ask the quality specialist to open the remark.',
  },
  RemarkAnswer: {
    title: 'The answer to the remark is missing',
    body: 'A remark counts as answered only when someone of the pair has written something. Everything is saved.',
    action: 'Write an answer and try again.',
  },
  ReviewPlace: {
    title: 'This report is not under review now',
    body: 'Only a submitted report is rated with the quality checklist. The ratings are kept.',
    action: 'Wait until the report is submitted again.',
  },
  ReviewDone: {
    title: 'This review is finished',
    body: 'The result of a review is fixed with the decision. The ratings are kept.',
    action: 'When the report comes again, begin a new review.',
  },
  CorrectionOwner: {
    title: 'This action belongs to another expert',
    body: 'A corrective action is closed by the one who does it, or by the quality specialist. The text is kept.',
    action: 'Ask that person to close the action.',
  },
  CorrectionStep: {
    title: 'This step is not possible now',
    body: 'The state of the action changed before, or your role does not allow it. The text is kept.',
    action: 'Look at the present state of the action.',
  },
  PhraseEmpty: {
    title: 'The phrase is empty',
    body: 'Nothing was added.',
    action: 'Write a phrase and add it again.',
  },
  PhraseMany: {
    title: 'There is no room for more phrases',
    body: 'There can be twenty own phrases for one kind of note.',
    action: 'Remove one of the phrases and add the new one.',
  },
  ConfirmUnrated: {
    title: 'Not every item is rated',
    body: 'Readiness is confirmed on the whole checklist. The ratings are safe.',
    action: 'Rate the missing items and confirm again.',
  },
  ConfirmScore: {
    title: 'The score is below the threshold',
    body: 'Only a score at the threshold or above confirms readiness. The ratings are safe.',
    action: 'Agree actions that raise the score and rate the checklist again.',
  },
  ConfirmGap: {
    title: 'There is a critical gap',
    body: 'An item of weight 3 is not met, so readiness cannot be confirmed. The ratings are safe.',
    action: 'Close the gap, rate the item again and confirm.',
  },
  ConfirmRegister: {
    title: 'There is no valid register entry or status',
    body: 'The card of the entity has no entry that is valid on this day. The ratings are safe.',
    action: 'Fill in number and validity of the entry on the card of the entity.',
  },
  ConfirmEnd: {
    title: 'This last day is not possible',
    body: 'A confirmation lasts a year at most and no longer than the register entry. The other fields are unchanged.',
    action: 'Choose an earlier day.',
  },
  ConfirmFixed: {
    title: 'A confirmation that was issued cannot be changed',
    body: 'It can only be withdrawn once, with a reason. The confirmation is intact.',
    action: 'Withdraw it with a reason and issue a new one if needed.',
  },
  TemplateFixed: {
    title: 'A published checklist cannot be changed',
    body: 'Checklists that have begun keep their version, so a version never changes. The checklist is intact.',
    action: 'Publish the next version.',
  },
  TemplateOlder: {
    title: 'There is this version already, or a newer one',
    body: 'Someone published it before. Nothing was changed.',
    action: 'Choose the file once more: it gets the next number.',
  },
  CodeFormat: {
    title: 'This is not a complete participant code',
    body: 'A code has the number of the entity, six characters and a check character, for example 12-K7Q4ZD-X.',
    action: 'Enter the code from the card again, from the entity number to the last character.',
  },
  CodeCheck: {
    title: 'There is a mistake in the code',
    body: 'The check character does not fit the rest, so at least one character differs from the card.',
    action: 'Compare the code with the card character by character and correct it.',
  },
  CodeEntity: {
    title: 'The code has the number of another entity',
    body: 'The first two digits are the entity number, 01 to 30. Here they do not agree with the open entity.',
    action: 'Check that the right entity is open and enter the code again.',
  },
  Invalid: {
    title: 'The server did not accept this entry',
    body: 'The value does not meet the rules of the form. The entry has stayed on this device and will not vanish.',
    action: 'Open the field shown and correct it; the entry will then be sent again.',
  },
  Forbidden: {
    title: 'Your role does not allow this',
    body: 'Another person in the project can make this change. Nothing has been lost.',
    action: 'If this is a mistake, ask the coordinator to change your rights.',
  },
  Parked: {
    title: 'The change waits for the coordinator’s decision',
    body: 'You no longer have access to this entity. The server keeps your change whole, nothing is lost.',
    action: 'The coordinator will see it and decide. You may leave it here or drop it.',
  },
  Gone: {
    title: 'This entry no longer exists',
    body: 'Somebody deleted it earlier. Your change has stayed on this device.',
    action: 'Restore the entry from your version or discard the change.',
  },
  Erased: {
    title: 'The data of this participant have been erased for good',
    body: 'The participant or the entity demanded it, so the data will not return. All other entries are intact.',
    action: 'Do not enter them again. If in doubt, ask the coordinator.',
  },
  TooLarge: {
    title: 'This is too large to send',
    body: 'The text or file exceeds the permitted size. It is saved on this device.',
    action: 'Shorten the text, split it into two notes or take a smaller photo.',
  },
  ServerBug: {
    title: 'An error on the server',
    body: `It is not your fault. ${SAFE}`,
    action: 'Keep working. The app will try again by itself.',
  },
  UnknownTable: {
    title: 'The server does not know this kind of entry yet',
    body: `The app is newer than the server. ${SAFE}`,
    action: 'Keep working. The entry will be sent once the server is updated.',
  },
  Offline: {
    title: 'No signal',
    body: 'Everything keeps working. Entries wait on this device.',
    action: 'Keep working. We will send them when the signal is back.',
  },
  CaptivePortal: {
    title: 'This Wi-Fi network asks you to log in',
    body: `A page of the network answers instead of the server. ${SAFE}`,
    action: 'Log in to the network in your browser or switch on mobile data.',
  },
  ServerDown: {
    title: 'The server does not answer for the moment',
    body: SAFE,
    action: 'Keep working. The app will try again by itself.',
  },
  RateLimited: {
    title: 'Too many attempts in a short time',
    body: `The server asks for a short break. ${SAFE}`,
    action: 'Wait a few minutes. The app will try again by itself.',
  },
  Unauthorized: {
    title: 'This device needs to be connected again',
    body: `The server did not recognise the device. ${SAFE}`,
    action: 'Ask the coordinator for a new invitation and open it on this device.',
  },
  Revoked: {
    title: 'The access of this device has been withdrawn',
    body: 'The coordinator disconnected this device, for example after it was reported lost. New data will not be sent.',
    action: 'Contact the coordinator. Do not remove the app until unsent entries have been secured.',
  },
  UpgradeNeeded: {
    title: 'A new version of the app is needed',
    body: `The server no longer accepts data from this version. ${SAFE}`,
    action: 'Update the app. The entries will be sent right after.',
  },
  InvitationUnknown: {
    title: 'We do not know this invitation',
    body: 'The link or the code is incomplete or has a mistake in it.',
    action: 'Open the link again or enter the code character by character.',
  },
  InvitationExpired: {
    title: 'The invitation has expired',
    body: 'Invitations work for a limited time only.',
    action: 'Ask the coordinator for a new invitation.',
  },
  DeviceWiped: {
    title: 'This device was disconnected and has to erase itself',
    body: 'The coordinator ordered all data of the project to be removed from it.',
    action: 'If this is a mistake, ask the coordinator for a new invitation.',
  },
  OwnDevice: {
    title: 'The device you are working on cannot be disconnected',
    body: 'You would be left without access half way.',
    action: 'On this device, sign out in the settings.',
  },
  InvitationUsed: {
    title: 'This invitation has been used already',
    body: 'Each invitation connects one device.',
    action: 'Ask the coordinator for another invitation for this device.',
  },
  TooManyTries: {
    title: 'Too many wrong attempts',
    body: `Access is held for a while so that nobody can guess the code. ${SAFE}`,
    action: 'Wait until the time shown has passed and try again.',
  },
  Quota: {
    title: 'This device is running out of space',
    body: 'Earlier entries are safe, but the last one could not be saved.',
    action: 'Free some space on the phone or send the photos, then save again. Do not close this page.',
  },
  StorageBroken: {
    title: "The app's storage cannot be read",
    body: 'The browser reports damaged data. What the server has confirmed is safe on the server.',
    action: 'Do not remove the app. Restart the phone; if that does not help, contact the coordinator.',
  },
  Unreadable: {
    title: 'Some entries cannot be read',
    body: 'The phone’s storage damaged entries that the server does not have yet. Nothing was removed, the rest works.',
    action: 'Do not remove the app and contact the coordinator.',
  },
  JournalDamaged: {
    title: 'Part of the journal of changes is damaged',
    body: 'The server confirmed these changes and has them. But this phone could not give them back to it after a failure.',
    action: 'There is nothing you have to do. The coordinator sees it beside this device.',
  },
  JournalShort: {
    title: 'The server may have lost some of your older changes',
    body: 'It was restored from a backup, and this phone no longer keeps some of the changes confirmed after it. It gave back all it had.',
    action: 'Check that nothing is missing in your visits. The coordinator sees this next to this device.',
  },
  ParkedDeclined: {
    title: 'The coordinator did not accept this change',
    body: 'You have no access to this entity, and the coordinator decided that the change will not be entered. Its content is here whole.',
    action: 'Ask the coordinator for the reason. You may leave the change here to read, or drop it.',
  },
  StorageBlocked: {
    title: 'The app is open in another window',
    body: `An older window blocks access to the data. ${SAFE}`,
    action: 'Close the other windows of the app and try again.',
  },
  StorageNewer: {
    title: 'A newer version of the app wrote the data',
    body: `This version is older and will not change them. ${SAFE}`,
    action: 'Connect to the network and open the app again to update it.',
  },
  Stalled: {
    title: 'Sync got stuck',
    body: `The server or the storage did not answer for a minute and a half. ${SAFE}`,
    action: 'The app tries again by itself. If it keeps happening, close it and open it once more.',
  },
  NoSealKey: {
    title: 'This device has no key for the file yet',
    body: `The key comes with the first contact with the server. ${SAFE}`,
    action: 'Connect to the server once. After that the file can be saved without network too.',
  },
  NothingUnsent: {
    title: 'There is nothing to save to a file',
    body: 'The server has every record of this device.',
    action: 'You do not need to do anything.',
  },
  ImportDamaged: {
    title: 'This file is damaged',
    body: 'It was altered, or did not arrive whole. Nothing of it was imported.',
    action: 'Ask for the same file once more, sent another way.',
  },
  ImportTooLarge: {
    title: 'This file is too large',
    body: 'The text of an emergency file has 8 MB at most. Nothing of it was imported.',
    action: 'Choose the file whose name begins with «trzy-sfery» and ends with «.sealed».',
  },
  ImportForeign: {
    title: 'This is not an emergency file of this server',
    body: 'It comes from elsewhere, or was made for another server. Nothing of it was imported.',
    action: 'Choose the file whose name begins with «trzy-sfery» and ends with «.sealed».',
  },
  DeviceSuspect: {
    title: 'This sign-in was used from two places',
    body: `Somebody may have copied the sign-in, so the server shut this device out. ${SAFE}`,
    action: 'Call the coordinator. With a new code you sign in again, and unsent entries go to the server.',
  },
  DevicesFull: {
    title: 'This account has five devices already',
    body: 'At most five devices of one account work at a time. The code was not used up.',
    action: 'Sign out a device you no longer use, or ask the coordinator to disconnect it, and enter the code again.',
  },
  LastCoordinator: {
    title: 'This is the only active coordinator',
    body: 'Without a coordinator nobody could manage accounts. The account has stayed as it was.',
    action: 'First create or activate the account of another coordinator.',
  },
  CodeTaken: {
    title: 'This participant code exists already',
    body: 'Another participant has this code. Earlier entries are intact.',
    action: 'Find the participant in the list or draw a new code.',
  },
  ReceiptMismatch: {
    title: 'The server stored something else than was sent',
    body: 'The content changed on the way. Your version is whole on this device.',
    action: 'Send the record again. If it happens again, tell the coordinator.',
  },
  OutcomeVerified: {
    title: 'The outcome is verified',
    body: 'Criteria and evidence that the second person read are closed. Your entry stayed on this device.',
    action: 'Open the assessment anew, then correct; it will have to be verified once more.',
  },
  VerifyOwn: {
    title: 'Nobody verifies their own assessment',
    body: 'A second person always confirms. Assessment and evidence are safe.',
    action: 'Ask another learning-outcomes expert to read the evidence.',
  },
  VerifyForeign: {
    title: 'A verification is signed by whoever makes it',
    body: 'The entry names another person or came together with the enrolment. Assessment and evidence are safe.',
    action: 'Verify the outcome once more under your own account.',
  },
  VerifyNothing: {
    title: 'There is no assessment to verify',
    body: 'The outcome is not assessed as achieved now. The evidence is safe.',
    action: 'Wait for a new assessment; it will come back to the list.',
  },
  VerifyReason: {
    title: 'Sending back needs a reason',
    body: 'Without a reason nobody knows what to mend. Assessment and evidence are safe.',
    action: 'Write what is missing and send it back again.',
  },
  AssessedAnew: {
    title: 'The assessment has changed meanwhile',
    body: 'Somebody assessed this outcome anew after you opened it. Nothing is lost.',
    action: 'Read the new assessment and decide again.',
  },
  EnrolmentUsed: {
    title: 'This programme has records already',
    body: 'Evidence, attendance or verifications would be left without a programme, so it cannot be removed.',
    action: 'Change the state of participation or the planned end of the programme.',
  },
  AlreadyEnrolled: {
    title: 'This person is already on this programme',
    body: 'The existing enrolment was left as it is. Nothing is lost.',
    action: 'Open the existing training progress or choose another programme.',
  },
  OtherVariant: {
    title: 'The programme does not fit the kind of entity',
    body: 'A CIS runs programmes in the CIS variant, a KIS in the KIS variant. Nothing is lost.',
    action: 'Choose the variant that fits this entity.',
  },
  ContentMissing: {
    title: 'This version of the app does not have that programme or checklist',
    body: 'Your records are safe; only the content they refer to is missing.',
    action: 'Update the app when there is a connection.',
  },
  PhotoEmpty: {
    title: 'This file is empty',
    body: 'There is not a single byte in it, so nothing was added. Your other entries are safe.',
    action: 'Take the photo again or choose another file.',
  },
  PhotoTooLarge: {
    title: 'This file is too large for a photo',
    body: 'Files up to 25 MB are taken. Nothing was added; your other entries are safe.',
    action: 'Take the photo here, with “Take a photo”, or choose a smaller file.',
  },
  PhotoNotAnImage: {
    title: 'This file cannot be read as a photo',
    body: 'It is no photo, is damaged, or has a form the browser does not know. Your other entries are safe.',
    action: 'Take the photo here, or choose a JPEG or PNG file.',
  },
  PhotoTooManyPixels: {
    title: 'This photo has too many points',
    body: 'Opening it could freeze the phone, so nothing was added. Your other entries are safe.',
    action: 'Take the photo here, or make it smaller and choose it again.',
  },
  PhotoQuota: {
    title: 'There is no room for this photo',
    body: 'This device is running out of storage. The photo was not added; texts are still saved.',
    action: 'Free some space on the phone or send earlier photos, then take it again.',
  },
  BlobMismatch: {
    title: 'The file changed on its way to the server',
    body: 'After three tries the server still got something else. The original is whole on this device.',
    action: 'Try to send it on another network. If it happens again, tell the coordinator.',
  },
  SiteFull: {
    title: 'The files of this entity fill all their room on the server',
    body: 'The server takes no more of them. The original is safe on this device.',
    action: 'Remove photos you do not need or ask the coordinator for more room, then send again.',
  },
  SoundUnreadable: {
    title: 'The server did not recognise this recording',
    body: 'The file does not look like sound. It is still on this device.',
    action: 'Record again and remove this recording.',
  },
  MicDenied: {
    title: 'The app has no access to the microphone',
    body: 'The browser or the phone does not allow recording. Your other entries are safe.',
    action: 'Allow the microphone in the settings of this page, or write a note instead.',
  },
  NotFound: {
    title: 'There is no such page',
    body: 'The address is out of date or the entry is not among your entities. Your entries are intact.',
    action: 'Go back to Today and choose an entry from a list.',
  },
  SecretWrong: {
    title: 'This is not the right passphrase or PIN',
    body: 'After some mistakes the next try has to wait. Nothing is removed by it.',
    action: 'Type it again, or choose “I forgot the passphrase”.',
  },
  SecretClosed: {
    title: 'The passphrase no longer opens this device',
    body: 'There were ten mistakes in a row. The entries are untouched and still encrypted.',
    action: 'Unlock by finger or face, or ask the coordinator for a one-time code.',
  },
  PinOver: {
    title: 'The PIN no longer works',
    body: 'There were five mistakes, or 12 hours have passed. The entries are untouched.',
    action: 'Open with the passphrase.',
  },
  PinWeak: {
    title: 'This PIN is easy to guess',
    body: 'A PIN has 6 to 12 digits and is no run and no repetition. The entries are untouched.',
    action: 'Type another one.',
  },
  PassphraseShort: {
    title: 'The passphrase is too short',
    body: 'It needs at least 10 characters. The entries are untouched.',
    action: 'Add one more word.',
  },
  PassphraseCommon: {
    title: 'This passphrase is guessed first',
    body: 'It is among the most common ones or repeats a few characters. The entries are untouched.',
    action: 'Choose four plain words that mean nothing together.',
  },
  CannotStretch: {
    title: 'The phone cannot check the passphrase now',
    body: 'It ran out of memory. The passphrase is not wrong, and the entries are untouched.',
    action: 'Close other apps and try again.',
  },
  PasskeyUnsupported: {
    title: 'This browser does not open by finger or face',
    body: 'It lacks what is needed. The entries are untouched.',
    action: 'Use the passphrase.',
  },
  PasskeyCancelled: {
    title: 'Not unlocked by finger or face',
    body: 'The check was interrupted. The entries are untouched.',
    action: 'Try again, or open with the passphrase.',
  },
  PasskeyLast: {
    title: 'The passphrase is gone, so finger or face has to stay',
    body: 'After ten mistakes the passphrase stopped opening. The entries are untouched.',
    action: 'First set a new passphrase here, then remove finger or face.',
  },
  PasskeyChanged: {
    title: 'This finger or face no longer opens',
    body: 'The phone answers differently than when it was added. The entries are untouched.',
    action: 'Open with the passphrase and add finger or face once more.',
  },
  NoRecovery: {
    title: 'A code cannot open this device',
    body: 'The server does not have the right part of its key. The entries stay encrypted on the device.',
    action: 'Try to remember the passphrase; remove nothing, and tell the coordinator.',
  },
  PersonUnknown: {
    title: 'There is nothing about this code',
    body: 'The server does not know the code, or its data have been erased already.',
    action: 'Check the code with the entity that keeps the key.',
  },
  CodesDiffer: {
    title: 'The codes are not the same',
    body: 'Nothing was erased.',
    action: 'Type exactly the same code once more.',
  },
  TooManyDisclosures: {
    title: 'No more data can be given out from this account today',
    body: 'One account gives out the data of at most 50 people in a day. It guards against taking out the whole database.',
    action: 'Come back tomorrow or ask another coordinator.',
  },
  Unexpected: {
    title: 'Something went wrong',
    body: `An error occurred in the app. ${SAFE}`,
    action: 'Try again. If it happens again, report it to the coordinator.',
  },
} satisfies Words['errors'];
