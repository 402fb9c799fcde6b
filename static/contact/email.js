// What counts as an e-mail address while it is typed.

/** Catches slips of the finger; whether the address exists is for a letter to find out. */
export const EMAIL = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;
