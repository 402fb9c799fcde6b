// Loaded by the buyer's own pages once somebody adds or changes an address.

export { addressForm } from "./link/address_form.js";
