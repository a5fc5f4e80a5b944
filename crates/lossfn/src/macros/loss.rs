//! The declaration of a loss.

/// Declares a loss: its struct, its checked constructor and setters, its spec, its formula.
///
/// ```
/// use lossfn::spec::Domain;
///
/// lossfn::loss! {
///     /// Squared difference of logarithms, times a factor.
///     pub struct LogRatio = "log_ratio" {
///         /// What it is multiplied by.
///         factor: number = 1.0 in Domain::POSITIVE;
///     }
///     formula(pred: Domain::POSITIVE, target: Domain::POSITIVE) = pred.ln_ratio(target).square() * factor;
/// }
///
/// let loss = LogRatio::new(0.5)?;
/// let (value, gradient) = loss.on(&[2.0f32, 1.0], &[1.0f32, 1.0]).value_and_gradient()?;
/// assert_eq!(value as f32, (0.5 * 2f64.ln().powi(2) / 2.0) as f32);
/// assert_eq!(gradient[1], 0.0);
///
/// lossfn::register::<LogRatio>()?;
/// let same = lossfn::get("log_ratio(0.5)")?.on(&[2.0f32, 1.0], &[1.0f32, 1.0]).mean()?;
/// assert_eq!(value, same);
/// # Ok::<(), lossfn::Error>(())
/// ```
///
/// Parameters are `number`, `optional` (a number or none), `flag`, `choice`, `vector` or `matrix`. `: Native` or `: Double`
/// after the name chooses another [`Precision`](crate::formula::Precision) than `Careful`. The formula stands
/// over one input, two, three or four; in its place
///
/// * `rows(a: .., b: ..)` is summed over the rows of two tables, which are distributions unless the spec has
///   another [`Row`](crate::spec::Row);
/// * `softmax(..)` and `log_probabilities(..)` read [statistics](crate::stages::Statistic) of rows;
/// * `taught(divergence, surprisal)` reads those of rows of logits with a teacher's logits and a label each;
/// * `pair(near)` and `triple(near, far, across)` read a number of two vectors, that of the `distance` below:
///   of the first and the second, the first and the third, the second and the third. `pair(near, label: ..)`
///   has a label for each pair; `boxes(near)` reads one of two boxes.
/// * `matched(..)`, `negatives(..)`, `views(..)`, `labelled(..)`, `classes(..)` and `centres(near)` read those of a batch
///   of vectors, which are compared as a [`Pairing`](crate::spec::Pairing) says.
/// * `ranked(ahead)` and `exchanged(ahead)` read a pair of items of a group, `listed(surprisal)`, `ordered(surprisal)` and
///   `survived(surprisal)` all of them; `overlapping(shared, extra, missing)` what two regions have, and
///   `extended(pred: .., target: ..)` each item of them: see [`Grouping`](crate::spec::Grouping).
/// * `sets(violation)` reads rows of scores and which classes are set, with `row: Row::Sets` in the spec;
///
/// After the formula may stand, in this order:
///
/// * `along variance, ..;` the inputs besides the first that models predict too: their derivatives get kernels;
/// * `outer |total| ..;` what is taken of the sum over a row, as its root;
/// * `reads |loss| ..;` which of the statistics it reads with the parameters that it has;
/// * `labels only;` target distributions are refused;
/// * `distance |loss| ..;` the number that it reads of two vectors: see [`Sums`](crate::stages::Sums);
/// * `beside |loss| ..;` another number of the same two vectors, read as `pair(near, beside, ..)`;
/// * `applies temperature, ..;` the parameters that the stage itself applies: see
///   [`Settings`](crate::stages::Settings);
/// * `limit |loss| ..;` the kernel of another loss where a parameter makes it one: they agree bit for bit;
/// * `inputs |loss| ..;` other domains of the inputs, where a parameter decides that;
/// * `prox |step| ..;` the proximal operator, in the words of the formula, where it has a closed form: see
///   [`On::prox`](crate::On::prox);
/// * `spec { key: value, .. }` more of the [`Spec`](crate::spec::Spec).
#[macro_export]
macro_rules! loss {
    (
        $(#[doc = $doc:literal])*
        $vis:vis struct $name:ident = $id:literal $(: $precision:ident)? $({
            $($(#[doc = $pd:literal])* $p:ident: $kind:ident = $default:tt $(in $domain:expr)?;)+
        })?
        $form:ident($($x:ident $(: $in:expr)?),+) = $value:expr;
        $(along $($along:ident),+;)?
        $(outer |$total:ident| $outer:expr;)?
        $(reads |$this:ident| $reads:expr;)?
        $(labels $only:ident;)?
        $(distance |$measured:pat_param| $distance:expr;)?
        $(beside |$doubled:pat_param| $beside:expr;)?
        $(applies $($applied:ident),+;)?
        $(limit |$limited:ident| $limit:expr;)?
        $(inputs |$given:ident| $inputs:expr;)?
        $(prox |$step:ident| $prox:expr;)?
        $(spec { $($key:ident: $set:expr),* $(,)? })?
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq)]
        $vis struct $name {
            $($($p: $crate::formula::kind::$kind,)+)?
        }
        impl $crate::formula::Named for $name {
            const SPEC: $crate::spec::Spec = $crate::spec::Spec {
                $($($key: $set,)*)?
                ..$crate::spec::Spec::new(
                    $id,
                    concat!($($doc, "\n"),*),
                    $crate::loss!(@stage $form $($x)+),
                    $crate::loss!(@inputs $form $($x $(: $in)?),+),
                    &[$($($crate::spec::Param {
                        name: stringify!($p),
                        kind: $crate::loss!(@kind $kind $($domain)?),
                        default: $crate::loss!(@preset $kind $default),
                        doc: concat!($($pd, "\n"),*),
                    }),+)?],
                )
            };
            fn from_values(values: &[$crate::spec::Value]) -> Result<Self, $crate::Error> {
                let spec = &<Self as $crate::formula::Named>::SPEC;
                let mut values = values.iter().zip(spec.params);
                let loss = Self {
                    $($($p: $crate::formula::field(spec.name, values.next())?,)+)?
                };
                match values.next() {
                    None => Ok(loss),
                    Some((value, param)) => Err($crate::formula::refused(spec.name, param, value.clone())),
                }
            }
        }
        impl $crate::formula::Dynamic for $name {
            fn spec(&self) -> &'static $crate::spec::Spec {
                const { &<$name as $crate::formula::Named>::SPEC }
            }
            fn values(&self) -> Vec<$crate::spec::Value> {
                vec![$($($crate::formula::Field::write(&self.$p, stringify!($p), <$name as $crate::formula::Named>::SPEC.params)),+)?]
            }
            $(
                fn inputs(&self) -> &'static [$crate::spec::Input] {
                    let $given = self;
                    $inputs
                }
            )?
            $(
                fn outer(&self) -> Option<&dyn $crate::kernels::Outer> {
                    $crate::loss!(@outer $total self)
                }
            )?
            $(
                fn distance(&self) -> Option<std::sync::Arc<dyn $crate::kernels::VectorBlock>> {
                    let $measured = self;
                    Some($distance)
                }
            )?
            $(
                fn beside(&self) -> Option<std::sync::Arc<dyn $crate::kernels::VectorBlock>> {
                    let $doubled = self;
                    Some($beside)
                }
            )?
            $(
                #[allow(clippy::needless_update)]
                fn settings(&self) -> $crate::stages::Settings {
                    $crate::stages::Settings { $($applied: Clone::clone(&self.$applied),)+ ..Default::default() }
                }
            )?
            $crate::loss!(@prox [$($x)+] [$($($p $kind)+)?] $($step $prox)?);
            fn kernel(&self) -> $crate::kernels::Kernel {
                $(
                    #[allow(unused_imports)]
                    use $crate::formula::Dynamic as _;
                    let $limited = self;
                    let limit: Option<$crate::kernels::Kernel> = $limit;
                    if let Some(kernel) = limit {
                        return kernel;
                    }
                )?
                $crate::loss!(@kernel $form (std::sync::Arc::new(self.clone())) $($x)+)
            }
        }
        $(
            impl $crate::kernels::Outer for $name {
                fn f64(&self, $total: $crate::kernels::Twice) -> $crate::kernels::Twice {
                    #[allow(unused_imports)]
                    use $crate::real::Real as _;
                    $outer
                }
                fn reference(&self, $total: $crate::kernels::Check) -> $crate::kernels::Check {
                    #[allow(unused_imports)]
                    use $crate::real::Real as _;
                    $outer
                }
            }
        )?
        const _: () = {
            /// The loss over a number.
            #[allow(dead_code, unreachable_pub, missing_debug_implementations)]
            pub struct Over<R> {
                like: R,
                $($($p: $crate::loss!(@over $kind R),)+)?
            }
            impl $crate::formula::Function<{ $crate::loss!(@count $($x)+) }> for $name {
                type Precision = $crate::loss!(@precision $($precision)?);
                const ALONG: usize =
                    $crate::formula::places(&[$(stringify!($x)),+], &[$($(stringify!($along)),+)?]);
                type Over<R: $crate::real::Real> = Over<R>;
                #[inline(always)]
                fn over<R: $crate::real::Real>(&self, like: R) -> Over<R> {
                    Over { like, $($($p: $crate::loss!(@lift $kind like self.$p),)+)? }
                }
            }
            impl<R: $crate::real::Real> $crate::Formula<R, { $crate::loss!(@count $($x)+) }> for Over<R> {
                #[inline(always)]
                #[allow(unused_variables)]
                fn value(&self, [$($x),+]: [R; { $crate::loss!(@count $($x)+) }]) -> R {
                    $($(let $p = self.$p;)+)?
                    // -0 is 0: one over it would be another infinity.
                    $(let $x = $x + 0.0;)+
                    $value
                }
            }
        };
        $crate::loss!(@reads $form $name [$($x)+] [$($only)?] $($this $reads)?);
        impl Default for $name {
            fn default() -> Self {
                Self { $($($p: $crate::loss!(@default $kind $default $($domain)?)),+)? }
            }
        }
        $crate::loss!(@new $name $($([$p $kind])+)?);
        $($($crate::loss!(@set $name $p $kind);)+)?
        $crate::loss!(@on $form $name $($x)+);
    };

    (@prox [$($x:ident)+] [$($p:ident $kind:ident)*]) => {};
    (@prox [$($x:ident)+] [$($p:ident $kind:ident)*] $step:ident $prox:expr) => {
        #[allow(unused_imports, unused_variables, dead_code)]
        fn prox(&self, inputs: &[f64], step: f64) -> Option<f64> {
            use $crate::real::Real as _;
            type R = $crate::real::Precise;
            let $step = R::new(step);
            let [$($x),+] = <[f64; { $crate::loss!(@count $($x)+) }]>::try_from(inputs).ok()?.map(R::new);
            $(let $p = $crate::loss!(@lift $kind $step self.$p);)*
            Some($prox.to_f64())
        }
    };

    (@outer $total:ident $this:ident) => { Some($this) };

    (@over number $r:ident) => { $r };
    (@over optional $r:ident) => { Option<$r> };
    (@over flag $r:ident) => { bool };
    (@over choice $r:ident) => { $crate::formula::Choice };
    (@over vector $r:ident) => { () };
    (@over matrix $r:ident) => { () };

    (@lift number $like:ident $value:expr) => { $like.lift($value) };
    (@lift optional $like:ident $value:expr) => {
        match $value {
            Some(x) => Some($like.lift(x)),
            None => None,
        }
    };
    (@lift vector $like:ident $value:expr) => { () };
    (@lift matrix $like:ident $value:expr) => { () };
    (@lift $kind:ident $like:ident $value:expr) => { $value };

    (@kind number $domain:expr) => { $crate::spec::Kind::Number($domain) };
    (@kind optional $domain:expr) => { $crate::spec::Kind::Optional($domain) };
    (@kind flag) => { $crate::spec::Kind::Flag };
    (@kind choice $names:expr) => { $crate::spec::Kind::Choice($names) };
    (@kind vector $domain:expr) => { $crate::spec::Kind::Vector($domain) };
    (@kind matrix) => { $crate::spec::Kind::Matrix };

    (@preset $kind:ident none) => { $crate::spec::Preset::None };
    (@preset flag $default:tt) => { $crate::spec::Preset::Flag($default) };
    (@preset choice $default:tt) => { $crate::spec::Preset::Choice($default) };
    (@preset $kind:ident $default:tt) => { $crate::spec::Preset::Number($default) };

    (@default $kind:ident none $($domain:expr)?) => { None };
    (@default optional $default:tt $($domain:expr)?) => { Some($default) };
    (@default choice $default:tt $names:expr) => { $crate::formula::Choice::named($default, $names) };
    (@default $kind:ident $default:tt $($domain:expr)?) => { $default };

    (@arg number) => { f64 };
    (@arg optional) => { impl Into<Option<f64>> };
    (@arg flag) => { bool };
    (@arg choice) => { &str };
    (@arg vector) => { impl AsRef<[f64]> };
    (@arg matrix) => { impl AsRef<[f64]> };

    (@value number $x:ident) => { $crate::spec::Value::Number($x) };
    (@value optional $x:ident) => { $x.into().map_or($crate::spec::Value::None, $crate::spec::Value::Number) };
    (@value flag $x:ident) => { $crate::spec::Value::Flag($x) };
    (@value choice $x:ident) => { $crate::spec::Value::Choice($x.into()) };
    (@value vector $x:ident) => { $crate::spec::Value::Vector($x.as_ref().into()) };
    (@value matrix $x:ident) => { $crate::spec::Value::Vector($x.as_ref().into()) };

    (@precision) => { $crate::formula::precision::Careful };
    (@precision $precision:ident) => { $crate::formula::precision::$precision };

    (@count $a:ident) => { 1 };
    (@count $a:ident $b:ident) => { 2 };
    (@count $a:ident $b:ident $c:ident) => { 3 };
    (@count $a:ident $b:ident $c:ident $d:ident) => { 4 };

    (@stage formula $a:ident) => { $crate::spec::Stage::Weights };
    (@stage formula $a:ident $($b:ident)+) => { $crate::spec::Stage::Elements };
    (@stage rows $a:ident $b:ident) => { $crate::spec::Stage::Rows };
    (@stage softmax $($a:ident)+) => { $crate::spec::Stage::Softmax };
    (@stage sets $($a:ident)+) => { $crate::spec::Stage::Rows };
    (@stage taught $($a:ident)+) => { $crate::spec::Stage::Taught };
    (@stage pair $($a:ident)+) => { $crate::spec::Stage::Pairs };
    (@stage boxes $($a:ident)+) => { $crate::spec::Stage::Boxes };
    (@stage triple $($a:ident)+) => { $crate::spec::Stage::Triples };
    (@stage matched $($a:ident)+) => { $crate::spec::Stage::Batch($crate::spec::Pairing::Matched) };
    (@stage negatives $($a:ident)+) => { $crate::spec::Stage::Batch($crate::spec::Pairing::Negatives) };
    (@stage views $($a:ident)+) => { $crate::spec::Stage::Batch($crate::spec::Pairing::Views) };
    (@stage labelled $($a:ident)+) => { $crate::spec::Stage::Batch($crate::spec::Pairing::Labels) };
    (@stage classes $($a:ident)+) => { $crate::spec::Stage::Batch($crate::spec::Pairing::Classes) };
    (@stage centres $($a:ident)+) => { $crate::spec::Stage::Batch($crate::spec::Pairing::Centres) };
    (@stage ranked $($a:ident)+) => { $crate::spec::Stage::Groups($crate::spec::Grouping::Pairs) };
    (@stage exchanged $($a:ident)+) => { $crate::spec::Stage::Groups($crate::spec::Grouping::Exchanges) };
    (@stage listed $($a:ident)+) => { $crate::spec::Stage::Groups($crate::spec::Grouping::List) };
    (@stage ordered $($a:ident)+) => { $crate::spec::Stage::Groups($crate::spec::Grouping::Order) };
    (@stage survived $($a:ident)+) => { $crate::spec::Stage::Groups($crate::spec::Grouping::Survival) };
    (@stage overlapping $($a:ident)+) => { $crate::spec::Stage::Groups($crate::spec::Grouping::Region) };
    (@stage extended $($a:ident)+) => { $crate::spec::Stage::Groups($crate::spec::Grouping::Errors) };
    (@stage log_probabilities $($a:ident)+) => { $crate::spec::Stage::LogProbabilities };

    (@inputs sets $($a:ident),+) => { $crate::spec::Input::SETS };
    (@inputs pair near, label: $in:expr) => {
        &[
            $crate::spec::Input { name: "a", domain: $crate::spec::Domain::REAL },
            $crate::spec::Input { name: "b", domain: $crate::spec::Domain::REAL },
            $crate::spec::Input { name: "label", domain: $in },
        ]
    };
    (@inputs $form:ident $($x:ident: $in:expr),+) => {
        &[$($crate::spec::Input { name: stringify!($x), domain: $in }),+]
    };
    (@inputs $form:ident $($a:ident),+) => { $crate::loss!(@stage $form $($a)+).inputs() };

    (@kernel formula $this:tt $a:ident) => { $crate::kernels::Kernel::One($this) };
    (@kernel formula $this:tt $a:ident $b:ident) => { $crate::kernels::Kernel::Two($this) };
    (@kernel formula $this:tt $a:ident $b:ident $c:ident) => { $crate::kernels::Kernel::Three($this) };
    (@kernel formula $this:tt $a:ident $b:ident $c:ident $d:ident) => { $crate::kernels::Kernel::Four($this) };
    (@kernel rows $($rest:tt)+) => { $crate::loss!(@kernel formula $($rest)+) };
    (@kernel $form:ident $this:tt $($a:ident)+) => {
        $crate::kernels::Kernel::rows::<_, { $crate::loss!(@count $($a)+) }>($this)
    };

    (@labels only) => { true };
    (@statistic surprisal) => { $crate::stages::Statistic::Surprisal };
    (@statistic divergence) => { $crate::stages::Statistic::Divergence };
    (@statistic weight) => { $crate::stages::Statistic::Weight };
    (@statistic spread) => { $crate::stages::Statistic::Spread };
    (@statistic log_sum_exp) => { $crate::stages::Statistic::LogSumExp };
    (@statistic own) => { $crate::stages::Statistic::Own };
    (@statistic reverse) => { $crate::stages::Statistic::Reverse };
    (@statistic positives) => { $crate::stages::Statistic::Positives };
    (@statistic negatives) => { $crate::stages::Statistic::Negatives };
    (@statistic attraction) => { $crate::stages::Statistic::Attraction };
    (@statistic repulsion) => { $crate::stages::Statistic::Repulsion };
    (@statistic violation) => { $crate::stages::Statistic::Violation };
    (@statistic rival) => { $crate::stages::Statistic::Rival };
    (@statistic near) => { $crate::stages::Statistic::Near };
    (@statistic beside) => { $crate::stages::Statistic::Beside };
    (@statistic far) => { $crate::stages::Statistic::Far };
    (@statistic across) => { $crate::stages::Statistic::Across };
    (@statistic ahead) => { $crate::stages::Statistic::Ahead };
    (@statistic shared) => { $crate::stages::Statistic::Shared };
    (@statistic extra) => { $crate::stages::Statistic::Extra };
    (@statistic missing) => { $crate::stages::Statistic::Missing };
    (@statistic label) => { $crate::stages::Statistic::Label };
    (@reads formula $($rest:tt)*) => {};
    (@reads rows $($rest:tt)*) => {};
    (@reads extended $name:ident [$item:ident $label:ident] []) => {
        impl $crate::stages::Reads for $name {
            const STATISTICS: &'static [$crate::stages::Statistic] =
                &[$crate::stages::Statistic::Item, $crate::stages::Statistic::Label];
        }
    };
    (@reads sets $name:ident [violation] []) => { $crate::loss!(@reads softmax $name [violation] [only]); };
    (@reads $form:ident $name:ident [$($x:ident)+] [$($only:ident)?] $($this:ident $reads:expr)?) => {
        impl $crate::stages::Reads for $name {
            const STATISTICS: &'static [$crate::stages::Statistic] = &[$($crate::loss!(@statistic $x)),+];
            $(const LABELS_ONLY: bool = $crate::loss!(@labels $only);)?
            $(
                fn reads(&self) -> &'static [$crate::stages::Statistic] {
                    let $this = self;
                    $reads
                }
            )?
        }
    };

    (@new $name:ident) => {
        #[allow(dead_code, unreachable_pub)]
        impl $name {
            /// The loss.
            pub const fn new() -> Self {
                Self {}
            }
        }
    };
    (@new $name:ident [$p:ident $kind:ident]) => {
        #[allow(dead_code, unreachable_pub)]
        impl $name {
            /// The loss with its parameter.
            ///
            /// # Errors
            /// When the parameter is outside its domain.
            pub fn new($p: $crate::loss!(@arg $kind)) -> Result<Self, $crate::Error> {
                Self::default().$p($p)
            }
        }
    };
    (@new $name:ident $($p:tt)+) => {
        #[allow(dead_code, unreachable_pub)]
        impl $name {
            /// The loss with its defaults.
            pub fn new() -> Self {
                Self::default()
            }
        }
    };
    (@set $name:ident $p:ident $kind:ident) => {
        #[allow(dead_code, unreachable_pub)]
        impl $name {
            #[doc = concat!("Sets `", stringify!($p), "`.")]
            ///
            /// # Errors
            /// When it is outside its domain.
            pub fn $p(mut self, $p: $crate::loss!(@arg $kind)) -> Result<Self, $crate::Error> {
                let spec = &<Self as $crate::formula::Named>::SPEC;
                let param = spec.params.iter().find(|p| p.name == stringify!($p));
                self.$p = $crate::formula::field(spec.name, Some($crate::loss!(@value $kind $p)).as_ref().zip(param))?;
                Ok(self)
            }
        }
    };
    (@on formula $name:ident $a:ident) => {
        #[allow(dead_code, unreachable_pub)]
        impl $name {
            /// The loss of the weights of a model. Shapes are checked, values are not.
            pub fn on<'a, T, A>(&'a self, weights: A) -> $crate::On<'a, T>
            where
                T: $crate::data::Element,
                A: Into<$crate::Inputs<'a, T>>,
            {
                $crate::on(self, weights.into())
            }
        }
    };
    (@on formula $name:ident $a:ident $b:ident $c:ident $($d:ident)?) => {
        #[allow(dead_code, unreachable_pub, non_camel_case_types)]
        impl $name {
            /// The loss on data, in the order of its inputs. Shapes are checked, values are not.
            pub fn on<'a, T, $a, $b, $c $(, $d)?>(&'a self, $a: $a, $b: $b, $c: $c $(, $d: $d)?) -> $crate::On<'a, T>
            where
                T: $crate::data::Element,
                ($a, $b, $c $(, $d)?): Into<$crate::Inputs<'a, T>>,
            {
                $crate::on(self, ($a, $b, $c $(, $d)?).into())
            }
        }
    };
    (@on pair $name:ident near) => {
        #[allow(dead_code, unreachable_pub)]
        impl $name {
            /// The loss of each row of a table with each row of another.
            ///
            /// # Errors
            /// When the tables have not as many columns.
            pub fn pairwise<'a, T: $crate::data::Element>(
                &self,
                a: $crate::Rows<'a, T>,
                b: $crate::Rows<'a, T>,
            ) -> Result<$crate::Pairwise<'a, T>, $crate::Error> {
                $crate::Pairwise::new(self, a, b)
            }
            /// The loss of each row of a table with that of another. Shapes are checked, values are not.
            pub fn on<'a, T, A, B>(&'a self, a: A, b: B) -> $crate::On<'a, T>
            where
                T: $crate::data::Element,
                (A, B): Into<$crate::Inputs<'a, T>>,
            {
                $crate::on(self, (a, b).into())
            }
        }
    };
    (@on boxes $name:ident near) => { $crate::loss!(@on pair $name near); };
    (@on pair $name:ident near beside) => { $crate::loss!(@on pair $name near); };
    (@inputs pair near, beside, label: $in:expr) => { $crate::loss!(@inputs pair near, label: $in) };
    (@on pair $name:ident near beside label) => { $crate::loss!(@on pair $name near label); };
    (@on pair $name:ident near label) => {
        #[allow(dead_code, unreachable_pub)]
        impl $name {
            /// The loss of each row of a table with that of another and a label. Shapes and labels are checked,
            /// values are not.
            pub fn on<'a, T, A, B, C>(&'a self, a: A, b: B, label: C) -> $crate::On<'a, T>
            where
                T: $crate::data::Element,
                (A, B, C): Into<$crate::Inputs<'a, T>>,
            {
                $crate::on(self, (a, b, label).into())
            }
        }
    };
    (@on triple $name:ident $($x:ident)+) => {
        #[allow(dead_code, unreachable_pub)]
        impl $name {
            /// The loss of the rows of three tables. Shapes are checked, values are not.
            pub fn on<'a, T, A, B, C>(&'a self, anchor: A, positive: B, negative: C) -> $crate::On<'a, T>
            where
                T: $crate::data::Element,
                (A, B, C): Into<$crate::Inputs<'a, T>>,
            {
                $crate::on(self, (anchor, positive, negative).into())
            }
        }
    };
    (@on taught $name:ident $($x:ident)+) => {
        #[allow(dead_code, unreachable_pub)]
        impl $name {
            /// The loss on logits, those of a teacher, and labels. Shapes are checked, values are not.
            pub fn on<'a, T, A, B, C>(&'a self, logits: A, teacher: B, label: C) -> $crate::On<'a, T>
            where
                T: $crate::data::Element,
                (A, B, C): Into<$crate::Inputs<'a, T>>,
            {
                $crate::on(self, (logits, teacher, label).into())
            }
        }
    };
    (@on ranked $name:ident $($x:ident)+) => { $crate::loss!(@group $name scores A relevance B); };
    (@on exchanged $name:ident $($x:ident)+) => { $crate::loss!(@group $name scores A relevance B); };
    (@on listed $name:ident $($x:ident)+) => { $crate::loss!(@group $name scores A relevance B); };
    (@on ordered $name:ident $($x:ident)+) => { $crate::loss!(@group $name scores A relevance B); };
    (@on survived $name:ident $($x:ident)+) => { $crate::loss!(@group $name log_hazard A time B event C); };
    (@on overlapping $name:ident $($x:ident)+) => { $crate::loss!(@group $name pred A target B); };
    (@on extended $name:ident $a:ident $b:ident) => { $crate::loss!(@group $name $a A $b B); };
    (@group $name:ident $($column:ident $slice:ident)+) => {
        #[allow(dead_code, unreachable_pub)]
        impl $name {
            /// The loss on columns whose items belong to groups. Shapes are checked, values are not.
            pub fn on<'a, T, $($slice),+>(
                &'a self,
                $($column: &'a $slice,)+
                groups: &'a $crate::Groups,
            ) -> $crate::On<'a, T>
            where
                T: $crate::data::Element,
                $($slice: AsRef<[T]> + ?Sized),+
            {
                $crate::on(self, ($($column,)+ groups).into())
            }
        }
    };
    (@on matched $name:ident $($x:ident)+) => { $crate::loss!(@batch $name query key); };
    (@on negatives $name:ident $($x:ident)+) => { $crate::loss!(@batch $name query key negative); };
    (@on views $name:ident $($x:ident)+) => { $crate::loss!(@batch $name first second); };
    (@on labelled $name:ident $($x:ident)+) => { $crate::loss!(@batch $name embeddings label); };
    (@on classes $name:ident $($x:ident)+) => { $crate::loss!(@batch $name embeddings class_weights label); };
    (@on centres $name:ident $($x:ident)+) => { $crate::loss!(@batch $name embeddings centers label); };
    (@batch $name:ident $($x:ident)+) => {
        #[allow(dead_code, unreachable_pub, non_camel_case_types)]
        impl $name {
            /// The loss on a batch of rows. Shapes are checked, values are not.
            pub fn on<'a, T, $($x),+>(&'a self, $($x: $x),+) -> $crate::On<'a, T>
            where
                T: $crate::data::Element,
                ($($x,)+): Into<$crate::Inputs<'a, T>>,
            {
                $crate::on(self, ($($x,)+).into())
            }
        }
    };
    (@on $form:ident $name:ident $($x:ident)+) => {
        #[allow(dead_code, unreachable_pub)]
        impl $name {
            /// The loss on data. Shapes are checked, values are not.
            pub fn on<'a, T, A, B>(&'a self, pred: A, target: B) -> $crate::On<'a, T>
            where
                T: $crate::data::Element,
                (A, B): Into<$crate::Inputs<'a, T>>,
            {
                $crate::on(self, (pred, target).into())
            }
        }
    };
}
