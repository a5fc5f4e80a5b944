//! The declaration of a metric.

/// Declares a metric: its struct with its parameters, its constructor and its spec. How it is
/// computed is an `impl` of [`Measure`](super::Measure) beside it.
///
/// A parameter is a `number`, an `optional` one, a `choice` or a `loss`; `required` in the place of its default says that it
/// has to be given. `keeps rows;` says that sums are not enough, `check |metric| ..;` refuses what no domain can.
macro_rules! metric {
    (
        $(#[doc = $doc:literal])*
        pub struct $name:ident = $id:literal $({
            $($(#[doc = $pd:literal])* $p:ident: $kind:ident = $default:tt $(in $domain:expr)?;)+
        })?
        reads $form:ident($($x:ident: $in:expr),+);
        best $best:ident in $range:expr;
        $(keeps $keeps:ident;)?
        $(check |$checked:ident| $check:expr;)?
        spec { $($key:ident: $set:expr),* $(,)? }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug)]
        pub struct $name {
            $($($p: $crate::metric::catalogue::kind::$kind,)+)?
        }
        impl $crate::metric::catalogue::Named for $name {
            const SPEC: $crate::metric::MetricSpec = $crate::metric::MetricSpec {
                page: $crate::spec::Spec {
                    family: $crate::spec::Family::Metric,
                    $($key: $set,)*
                    ..$crate::spec::Spec::new(
                        $id,
                        concat!($($doc, "\n"),*),
                        $crate::metric::macros::metric!(@stage $form),
                        $crate::metric::macros::metric!(@inputs $form $($x: $in),+),
                        &[$($($crate::spec::Param {
                            name: stringify!($p),
                            kind: $crate::metric::macros::metric!(@kind $kind $($domain)?),
                            default: $crate::metric::macros::metric!(@preset $kind $default),
                            doc: concat!($($pd, "\n"),*),
                        },)+)?],
                    )
                },
                range: $range,
                best: $crate::metric::Best::$best,
                keeps_rows: $crate::metric::macros::metric!(@keeps $($keeps)?),
            };
            fn from_values(values: &[$crate::spec::Value]) -> Result<Self, $crate::Error> {
                let page = &Self::SPEC.page;
                if values.len() != page.params.len() {
                    return Err($crate::Error::Shape {
                        input: page.name,
                        got: format!("{} values", values.len()),
                        want: format!("{}", page.params.len()),
                    });
                }
                #[allow(unused_variables, unused_mut)]
                let mut values = values.iter().zip(page.params);
                let metric = Self {
                    $($($p: $crate::formula::field(page.name, values.next())?,)+)?
                };
                $(
                    let $checked = &metric;
                    $check?;
                )?
                Ok(metric)
            }
        }
        impl $crate::metric::Metric for $name {
            fn spec(&self) -> &'static $crate::metric::MetricSpec {
                const { &<$name as $crate::metric::catalogue::Named>::SPEC }
            }
            fn values(&self) -> Vec<$crate::spec::Value> {
                vec![$($($crate::formula::Field::write(&self.$p, stringify!($p), self.spec().page.params)),+)?]
            }
        }
        $crate::metric::macros::metric!(@new $name $($($p $kind)+)?);
        $crate::metric::macros::metric!(@on $form $name);
    };
    (@on ranked $name:ident) => {
        impl $name {
            /// The metric on columns whose items belong to groups. Shapes are checked, values are not.
            pub fn on<'a, T, A, B>(
                &'a self,
                scores: &'a A,
                relevance: &'a B,
                groups: &'a $crate::Groups,
            ) -> $crate::metric::MetricOn<'a, T>
            where
                T: $crate::data::Element,
                A: AsRef<[T]> + ?Sized,
                B: AsRef<[T]> + ?Sized,
            {
                $crate::metric::MetricOn::new(self, (scores, relevance, groups).into(), false)
            }
        }
    };
    (@on $form:ident $name:ident) => {
        impl $name {
            /// The metric on data. Shapes are checked, values are not.
            pub fn on<'a, T, A, B>(&'a self, pred: A, target: B) -> $crate::metric::MetricOn<'a, T>
            where
                T: $crate::data::Element,
                (A, B): Into<$crate::Inputs<'a, T>>,
            {
                $crate::metric::MetricOn::new(self, (pred, target).into(), false)
            }
        }
    };

    (@stage columns) => { $crate::spec::Stage::Elements };
    (@stage ranked) => { $crate::spec::Stage::Groups($crate::spec::Grouping::List) };
    (@stage softmax) => { $crate::spec::Stage::Softmax };
    (@inputs columns $($x:ident: $in:expr),+) => {
        &[$($crate::spec::Input { name: stringify!($x), domain: $in }),+]
    };
    (@inputs ranked $($x:ident: $in:expr),+) => { $crate::metric::macros::metric!(@inputs columns $($x: $in),+) };
    (@inputs softmax $($x:ident: $in:expr),+) => { $crate::spec::Input::LOGITS };
    (@kind number $domain:expr) => { $crate::spec::Kind::Number($domain) };
    (@kind optional $domain:expr) => { $crate::spec::Kind::Optional($domain) };
    (@kind choice $names:expr) => { $crate::spec::Kind::Choice($names) };
    (@kind loss) => { $crate::spec::Kind::Loss };
    (@preset $kind:ident required) => { $crate::spec::Preset::None };
    (@preset $kind:ident none) => { $crate::spec::Preset::None };
    (@preset choice $default:literal) => { $crate::spec::Preset::Choice($default) };
    (@preset $kind:ident $default:literal) => { $crate::spec::Preset::Number($default) };
    (@keeps) => { false };
    (@keeps rows) => { true };
    (@arg number) => { f64 };
    (@arg optional) => { Option<f64> };
    (@arg choice) => { &str };
    (@arg loss) => { $crate::AnyLoss };
    (@value number $x:ident) => { $crate::spec::Value::Number($x) };
    (@value optional $x:ident) => { $x.map_or($crate::spec::Value::None, $crate::spec::Value::Number) };
    (@value choice $x:ident) => { $crate::spec::Value::Choice($x.into()) };
    (@value loss $x:ident) => { $crate::spec::Value::Loss($x.to_string().into()) };

    (@new $name:ident) => {
        impl $name {
            /// The metric.
            #[allow(clippy::new_without_default, reason = "a metric is named, not assumed")]
            pub const fn new() -> Self {
                Self {}
            }
        }
    };
    (@new $name:ident $($p:ident $kind:ident)+) => {
        impl $name {
            /// The metric with its parameters.
            ///
            /// # Errors
            /// When a parameter is not one that the metric can have.
            pub fn new($($p: $crate::metric::macros::metric!(@arg $kind)),+) -> Result<Self, $crate::Error> {
                <Self as $crate::metric::catalogue::Named>::from_values(
                    &[$($crate::metric::macros::metric!(@value $kind $p)),+],
                )
            }
        }
    };
}

pub(crate) use metric;
