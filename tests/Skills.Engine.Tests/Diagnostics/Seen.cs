using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Skills.Engine.Tests.Diagnostics;

/// <summary>What OpenTelemetry's own SDK and a logger see of everything that happens while it lives.</summary>
internal sealed class Seen : IDisposable, ILoggerProvider, ILogger
{
    // What differs from run to run.
    private static readonly HashSet<string> Volatile = ["skills.execution.id", "skills.execution.parent_id", "skills.skill.hash", "gen_ai.response.time_to_first_chunk"];

    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly List<string> _metrics = [];
    private readonly ConcurrentQueue<string> _messages = new();
    private readonly ConcurrentQueue<string> _others = new();
    private readonly TracerProvider _tracing;
    private readonly MeterProvider _metering;

    public Seen()
    {
        _tracing = Sdk.CreateTracerProviderBuilder().AddSource(SkillDiagnostics.ActivitySourceName).AddProcessor(new SimpleActivityExportProcessor(new SpanExporter(_spans))).Build();
        _metering = Sdk.CreateMeterProviderBuilder().AddMeter(SkillDiagnostics.MeterName).AddReader(new BaseExportingMetricReader(new MetricExporter(_metrics))).Build();
    }

    /// <summary>Every finished span.</summary>
    public IReadOnlyList<Activity> Spans => [.. _spans];

    /// <summary>Every message with its id, level and values.</summary>
    public IReadOnlyList<string> Messages => [.. _messages];

    /// <summary>Spans as a tree, metrics and messages, without what differs from run to run.</summary>
    public string Describe()
    {
        _metering.ForceFlush();
        var text = new StringBuilder("spans\n");
        foreach (var root in Spans.Where(s => Spans.All(p => p.SpanId != s.ParentSpanId)).OrderBy(static s => s.StartTimeUtc))
        {
            Describe(text, root, 1);
        }

        text.Append("metrics\n");
        lock (_metrics)
        {
            foreach (var metric in _metrics.Order(StringComparer.Ordinal))
            {
                text.Append(CultureInfo.InvariantCulture, $"  {metric}\n");
            }
        }

        text.Append("messages\n");
        foreach (var message in Messages)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {message[..message.IndexOf(':', StringComparison.Ordinal)]}\n");
        }

        return text.ToString();
    }

    /// <summary>All that was seen, whole, to be searched.</summary>
    public string Everything()
    {
        _metering.ForceFlush();
        var text = new StringBuilder();
        foreach (var span in Spans)
        {
            text.AppendLine(span.DisplayName).AppendLine(span.StatusDescription);
            foreach (var tag in span.TagObjects.Concat(span.Events.SelectMany(static e => e.Tags)).Concat(span.Links.SelectMany(static l => l.Tags ?? [])))
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"{tag.Key}={Text(tag.Value)}");
            }

            span.Events.ToList().ForEach(e => text.AppendLine(e.Name));
            span.Baggage.ToList().ForEach(b => text.AppendLine(b.Key + b.Value));
        }

        lock (_metrics)
        {
            _metrics.ForEach(m => text.AppendLine(m));
        }

        foreach (var message in _messages.Concat(_others))
        {
            text.AppendLine(message);
        }

        return text.ToString();
    }

    public void Dispose()
    {
        _tracing.Dispose();
        _metering.Dispose();
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Id is >= 1000 and < 1500)
        {
            _messages.Enqueue($"{eventId.Id} {logLevel} {eventId.Name}: {formatter(state, exception)} {exception}");
        }
        else
        {
            // Others' messages are searched, but not part of the picture.
            _others.Enqueue($"{formatter(state, exception)} {exception}");
        }
    }

    private void Describe(StringBuilder text, Activity span, int depth)
    {
        var indent = new string(' ', depth * 2);
        text.Append(CultureInfo.InvariantCulture, $"{indent}{span.DisplayName} [{span.Kind}]{(span.Status == ActivityStatusCode.Unset ? "" : " " + span.Status)}\n");
        foreach (var tag in span.TagObjects.OrderBy(static t => t.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"{indent}  . {tag.Key} = {(Volatile.Contains(tag.Key) ? "*" : Text(tag.Value))}\n");
        }

        foreach (var happened in span.Events)
        {
            text.Append(CultureInfo.InvariantCulture, $"{indent}  ! {happened.Name} {string.Join(", ", happened.Tags.Select(static t => $"{t.Key} = {Text(t.Value)}"))}\n");
        }

        foreach (var child in Spans.Where(s => s.ParentSpanId == span.SpanId && s.TraceId == span.TraceId).OrderBy(static s => s.StartTimeUtc))
        {
            Describe(text, child, depth + 1);
        }
    }

    private static string Text(object? value) => value is string[] texts ? $"[{string.Join(", ", texts)}]" : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "null";

    private sealed class SpanExporter(ConcurrentQueue<Activity> spans) : BaseExporter<Activity>
    {
        public override ExportResult Export(in Batch<Activity> batch)
        {
            foreach (var span in batch)
            {
                spans.Enqueue(span);
            }

            return ExportResult.Success;
        }
    }

    private sealed class MetricExporter(List<string> metrics) : BaseExporter<Metric>
    {
        public override ExportResult Export(in Batch<Metric> batch)
        {
            lock (metrics)
            {
                metrics.Clear();
                foreach (var metric in batch)
                {
                    foreach (ref readonly var point in metric.GetMetricPoints())
                    {
                        var tags = new List<string>();
                        foreach (var tag in point.Tags)
                        {
                            tags.Add($"{tag.Key} = {Text(tag.Value)}");
                        }

                        metrics.Add($"{metric.Name} {{{string.Join(", ", tags.Order(StringComparer.Ordinal))}}} {Value(metric, point)}");
                    }
                }
            }

            return ExportResult.Success;
        }

        // Durations differ from run to run; how many there are does not.
        private static string Value(Metric metric, in MetricPoint point) => metric.MetricType switch
        {
            MetricType.LongSum or MetricType.LongSumNonMonotonic => point.GetSumLong().ToString(CultureInfo.InvariantCulture),
            MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic => point.GetSumDouble().ToString("0.######", CultureInfo.InvariantCulture),
            MetricType.LongGauge => point.GetGaugeLastValueLong().ToString(CultureInfo.InvariantCulture),
            MetricType.Histogram when metric.Unit == "{token}" => point.GetHistogramSum().ToString(CultureInfo.InvariantCulture),
            _ => $"x {point.GetHistogramCount()}",
        };
    }
}
