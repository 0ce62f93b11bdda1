using System.Diagnostics;
using System.Diagnostics.Metrics;
using static Skills.Engine.SkillDiagnostics;

namespace Skills.Engine.Diagnostics;

/// <summary>The conventions' own metrics of model calls, under the released names or the newer ones.</summary>
internal sealed class GenAiInstruments(Meter meter)
{
    private static readonly double[] Durations = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
    private static readonly long[] TokenCounts = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864];

    private readonly Lazy<NamedInstruments> _released = new(() => new(meter, GenAiNames.Released));
    private readonly Lazy<NamedInstruments> _latest = new(() => new(meter, GenAiNames.Latest));

    public void Record(bool latest, string operation, string provider, ModelRequest request, SkillAttempt attempt, ModelReply? reply)
    {
        var instruments = (latest ? _latest : _released).Value;
        if (!instruments.Enabled)
        {
            return;
        }

        var tags = new TagList { { GenAi.OperationName, operation }, { GenAi.ProviderName, provider }, { GenAi.RequestModel, request.Model.WireId } };
        RecordTokens(instruments, tags, attempt.Usage);

        if (reply?.TimeToFirstToken is { } first)
        {
            instruments.FirstChunk.Record(first.TotalSeconds, tags);
        }

        if (attempt.Error is { } error)
        {
            tags.Add(Tags.ErrorType, WireNames<ModelErrorKind>.Of(error));
        }

        instruments.Duration.Record(attempt.LatencyMs / 1000, tags);
    }

    private static void RecordTokens(NamedInstruments instruments, in TagList tags, TokenUsage? usage)
    {
        if (usage is null)
        {
            return;
        }

        if (instruments.TokenUsage is { } histogram)
        {
            Histogram(histogram, tags, "input", usage.InputTotal);
            Histogram(histogram, tags, "output", usage.OutputTotal);
            return;
        }

        Count(instruments.InputTokens, tags, usage.InputTotal);
        Count(instruments.OutputTokens, tags, usage.OutputTotal);
        Count(instruments.CacheReadTokens, tags, usage.CacheRead);
        Count(instruments.CacheWriteTokens, tags, (usage.CacheWrite5m ?? 0) + (usage.CacheWrite1h ?? 0));
        Count(instruments.ReasoningTokens, tags, usage.Reasoning);
    }

    private static void Histogram(Histogram<long> histogram, TagList tags, string type, long? tokens)
    {
        if (tokens is { } count)
        {
            tags.Add(GenAi.TokenType, type);
            histogram.Record(count, tags);
        }
    }

    private static void Count(Counter<long>? counter, TagList tags, long? tokens)
    {
        if (tokens > 0)
        {
            tags.Add(LatestGenAi.TokenModality, "text");
            counter?.Add(tokens.Value, tags);
        }
    }

    private sealed class NamedInstruments
    {
        public NamedInstruments(Meter meter, GenAiNames names)
        {
            Duration = meter.CreateHistogram(names.Duration, "s", "Duration of model calls.", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = Durations });
            FirstChunk = meter.CreateHistogram(names.TimeToFirstChunk, "s", "Time to the first piece of an answer.", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = Durations });
            if (names.TokenUsage is { } usage)
            {
                TokenUsage = meter.CreateHistogram(usage, "{token}", "Tokens of model calls.", null, new InstrumentAdvice<long> { HistogramBucketBoundaries = TokenCounts });
                return;
            }

            InputTokens = Counter(LatestGenAi.InputTokens);
            OutputTokens = Counter(LatestGenAi.OutputTokens);
            CacheReadTokens = Counter(LatestGenAi.CacheReadTokens);
            CacheWriteTokens = Counter(LatestGenAi.CacheWriteTokens);
            ReasoningTokens = Counter(LatestGenAi.ReasoningTokens);

            Counter<long> Counter(string name) => meter.CreateCounter<long>(name, "{token}", "Tokens of model calls.");
        }

        public Histogram<double> Duration { get; }

        public Histogram<double> FirstChunk { get; }

        public Histogram<long>? TokenUsage { get; }

        public Counter<long>? InputTokens { get; }

        public Counter<long>? OutputTokens { get; }

        public Counter<long>? CacheReadTokens { get; }

        public Counter<long>? CacheWriteTokens { get; }

        public Counter<long>? ReasoningTokens { get; }

        public bool Enabled => Duration.Enabled || FirstChunk.Enabled || TokenUsage?.Enabled == true || InputTokens?.Enabled == true || OutputTokens?.Enabled == true;
    }
}
