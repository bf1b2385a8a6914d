//! Numbers that are known elsewhere, written straight onto the page.

use std::fmt::Error;
use std::time::Duration;

use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric as _};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;

pub(super) struct Page<'a>(pub DescriptorEncoder<'a>);

impl Page<'_> {
    pub(super) fn count(&mut self, name: &str, help: &str, count: u64) -> Result<(), Error> {
        ConstGauge::new(count).encode(self.0.encode_descriptor(name, help, None, MetricType::Gauge)?)
    }

    pub(super) fn seconds(&mut self, name: &str, help: &str, time: Duration) -> Result<(), Error> {
        ConstGauge::new(time.as_secs_f64()).encode(self.0.encode_descriptor(name, help, None, MetricType::Gauge)?)
    }

    /// What only grows; the page writes `name` with `_total`.
    pub(super) fn total(&mut self, name: &str, help: &str, count: u64) -> Result<(), Error> {
        ConstCounter::new(count).encode(self.0.encode_descriptor(name, help, None, MetricType::Counter)?)
    }

    /// One series for each value of a label.
    pub(super) fn each(
        &mut self,
        name: &str,
        help: &str,
        label: &'static str,
        series: &[(&'static str, u64)],
    ) -> Result<(), Error> {
        let mut family = self.0.encode_descriptor(name, help, None, MetricType::Gauge)?;
        for (value, count) in series {
            ConstGauge::new(*count).encode(family.encode_family(&[(label, *value)])?)?;
        }
        Ok(())
    }
}
