// The loader is held against the interface that pages are written for: what one of them may call is
// there, takes what it passes and answers what it reads.

import type { Stripe, StripeConstructor } from "@stripe/stripe-js";
import { kassa } from "../../../static/kassa/surface.js";

type Options = Parameters<StripeConstructor>[1];

export const construct: StripeConstructor = (key: string, options?: Options) => kassa("https://pay.example", key, options);

// Of type `any`, it would pass for everything.
export const anything: 0 extends 1 & ReturnType<typeof kassa> ? never : Stripe = construct("pk_test_x");
