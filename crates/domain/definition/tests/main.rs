//! The definitions of this repository are sound, mistakes are told with their place, and what follows
//! from answers is what the law says.

mod real_definitions;
