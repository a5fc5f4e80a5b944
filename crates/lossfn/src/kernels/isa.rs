//! Code compiled once per instruction set. The only unsafe lines of the library stand here: entering
//! code for instructions that this CPU has reported.
#![allow(unsafe_code)]

use std::sync::OnceLock;

/// An instruction set that kernels are compiled for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Isa {
    /// What every machine of the target has. On x86-64 it has no fused multiply-add, so its bits
    /// differ from those of the others.
    Base,
    /// 256-bit vectors with fused multiply-add.
    Avx2,
    /// 512-bit vectors.
    Avx512,
}

/// Proof that this CPU has an instruction set: only [`Detected::all`] and [`Detected::best`] make one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Detected(Isa);

impl Detected {
    /// The best instruction set of this CPU.
    pub fn best() -> Self {
        static BEST: OnceLock<Detected> = OnceLock::new();
        *BEST.get_or_init(|| Self::all().into_iter().next_back().unwrap_or(Self(Isa::Base)))
    }
    /// Every instruction set of this CPU that there are kernels for, the best last.
    pub fn all() -> Vec<Self> {
        let mut all = vec![Self(Isa::Base)];
        #[cfg(target_arch = "x86_64")]
        {
            let avx2 = is_x86_feature_detected!("avx2")
                && is_x86_feature_detected!("fma")
                && is_x86_feature_detected!("bmi2");
            let avx512 = avx2
                && is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512cd")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512vl");
            if avx2 {
                all.push(Self(Isa::Avx2));
            }
            if avx512 {
                all.push(Self(Isa::Avx512));
            }
        }
        all
    }
    /// Whether it has a fused multiply-add.
    pub(crate) fn fused(self) -> bool {
        self.0 != Isa::Base || !cfg!(target_arch = "x86_64")
    }
    /// Which it is.
    pub fn isa(self) -> Isa {
        self.0
    }
}

/// Asks for memory that will be read soon: while one row is computed the next one comes.
#[inline(always)]
pub(crate) fn prefetch<T>(x: &[T]) {
    #[cfg(target_arch = "x86_64")]
    for line in x.chunks(64 / size_of::<T>().max(1)) {
        use core::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: a hint, of an address inside the slice.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(line.as_ptr().cast()) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = x;
}

/// Makes a function that runs one body, compiled for each instruction set. Slices are *arguments* of
/// the leaves, never captured or carried in a struct: they would lose `noalias`, and the loop its
/// speed. `$fused` is the body for machines with a fused multiply-add, `$unfused` for those without.
macro_rules! leaves {
    ($(#[$doc:meta])* $vis:vis fn $name:ident[$($generics:tt)*][$($names:tt)*]($($a:ident: $t:ty),* $(,)?) $(-> $r:ty)? {
        fused: $fused:expr, unfused: $unfused:expr $(,)?
    }) => {
        $(#[$doc])*
        #[allow(clippy::too_many_arguments, unsafe_code)]
        $vis fn $name<$($generics)*>(isa: $crate::kernels::Detected, $($a: $t),*) $(-> $r)? {
            #[cfg(target_arch = "x86_64")]
            #[inline(never)]
            #[target_feature(enable = "avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx2,fma,bmi2")]
            fn avx512<$($generics)*>($($a: $t),*) $(-> $r)? {
                ($fused)($($a),*)
            }
            #[cfg(target_arch = "x86_64")]
            #[inline(never)]
            #[target_feature(enable = "avx2,fma,bmi2")]
            fn avx2<$($generics)*>($($a: $t),*) $(-> $r)? {
                ($fused)($($a),*)
            }
            #[inline(never)]
            fn base<$($generics)*>($($a: $t),*) $(-> $r)? {
                #[cfg(target_arch = "x86_64")]
                return ($unfused)($($a),*);
                #[cfg(not(target_arch = "x86_64"))]
                return ($fused)($($a),*);
            }
            match isa.isa() {
                // SAFETY: a `Detected` is only made of what the CPU reports.
                #[cfg(target_arch = "x86_64")]
                $crate::kernels::Isa::Avx512 => unsafe { avx512::<$($names)*>($($a),*) },
                // SAFETY: as above.
                #[cfg(target_arch = "x86_64")]
                $crate::kernels::Isa::Avx2 => unsafe { avx2::<$($names)*>($($a),*) },
                _ => base::<$($names)*>($($a),*),
            }
        }
    };
}
pub(crate) use leaves;
