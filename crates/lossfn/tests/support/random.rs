//! Random numbers that are the same each time.

use lossfn::{data::Storage, spec::Domain};

/// Repeatable random numbers: splitmix64.
#[derive(Clone)]
pub struct Random(pub u64);

impl Random {
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }
    /// In (0, 1).
    pub fn unit(&mut self) -> f64 {
        ((self.bits() >> 12) as f64 + 0.5) / (1u64 << 52) as f64
    }
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }
    pub fn below(&mut self, n: usize) -> usize {
        (self.bits() % n as u64) as usize
    }
    pub fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
    /// A number of a domain, of a size that data has.
    pub fn number(&mut self, domain: Domain) -> f64 {
        match domain {
            Domain::Points(points) => self.pick(points),
            Domain::Outside { low, high } => {
                let away = self.between(-3.0, 1.0).exp();
                if self.below(3) == 0 { low - away } else { high + away }
            }
            Domain::Interval { low, high, .. } => match (low.is_finite(), high.is_finite()) {
                (true, true) => self.between(low, high),
                (true, false) => low + self.between(-3.0, 2.0).exp(),
                (false, true) => high - self.between(-3.0, 2.0).exp(),
                (false, false) => self.between(-4.0, 4.0),
            },
        }
    }
    /// A number that lies in the domain after rounding too: rounding may reach an open end.
    pub fn stored<T: Storage>(&mut self, domain: Domain) -> T {
        loop {
            let x = T::from_f64(self.number(domain));
            if domain.contains(x.to_f64()) {
                return x;
            }
        }
    }
    pub fn shuffle<T>(&mut self, x: &mut [T]) {
        for i in (1..x.len()).rev() {
            x.swap(i, self.below(i + 1));
        }
    }
    pub fn mask(&mut self, n: usize) -> Vec<bool> {
        (0..n).map(|_| self.below(4) > 0).collect()
    }
    /// Weights, some of them 0.
    pub fn weights<T: Storage>(&mut self, n: usize) -> Vec<T> {
        (0..n).map(|_| T::from_f64(if self.below(8) == 0 { 0.0 } else { self.between(0.1, 3.0) })).collect()
    }
}
