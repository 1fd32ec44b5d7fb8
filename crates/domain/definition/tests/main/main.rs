//! The definitions of this repository are sound, mistakes are told with their place, and what follows
//! from answers is what the law says.

#[cfg(test)]
mod fifteen_mistakes;
#[cfg(test)]
mod finding;
#[cfg(test)]
mod form;
#[cfg(test)]
mod impact;
#[cfg(test)]
mod inheritance;
#[cfg(test)]
mod notices;
#[cfg(test)]
mod real_definitions;
#[cfg(test)]
mod robustness;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod small;
