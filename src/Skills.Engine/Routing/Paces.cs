using System.Collections.Concurrent;

namespace Skills.Engine.Routing;

/// <summary>
/// How long replies usually take and how long they are, per skill and model, and how far each model is off its usual pace now. Skills
/// differ too much for one number per model. The paces themselves are kept with their deployments. Thread-safe; bounded.
/// </summary>
internal sealed class Paces(Deployments deployments)
{
    /// <summary>A reply cut shorter than this is rarely worth its price.</summary>
    public const int ShortestReply = 256;

    private const int MostPaces = 50_000;

    private readonly ConcurrentDictionary<string, Pace> _lengths = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>Gets a number that changes when a pace is seen for the first time, so that rows made of paces are made again.</summary>
    public int Version => Volatile.Read(ref _count);

    /// <summary>Gets the length of a skill's replies over all models; null when none was seen. It has no latency.</summary>
    public Pace? LengthOf(string skill) => _lengths.GetValueOrDefault(skill);

    /// <summary>Returns the expected tokens of a reply by a model, given what is expected of others.</summary>
    public int ExpectedOutput(string skill, ModelDefinition model, int others) => deployments.Of(model).PaceOf(skill)?.ExpectedOutput(others) ?? others;

    /// <summary>Returns a length in tokens that a skill's replies by a model hardly ever exceed, between 256 and the longest that may be asked for.</summary>
    public int LikelyOutput(string skill, ModelDefinition model, int most) =>
        deployments.Of(model).PaceOf(skill)?.LongOutput is { } learned ? Math.Min(most, Math.Max(ShortestReply, learned)) : most;

    /// <summary>Takes in a successful try.</summary>
    /// <param name="keys">The skill and what else the try belongs to, the most specific first; null entries are left out.</param>
    /// <param name="model">The model that answered.</param>
    /// <param name="latency">Duration of the try; zero when it was not measured.</param>
    /// <param name="outputTokens">Tokens of the reply; null when they were not reported.</param>
    public void Saw(ReadOnlySpan<string?> keys, ModelDefinition model, TimeSpan latency, long? outputTokens)
    {
        var deployment = deployments.Of(model);
        var isSlowdownKnown = latency <= TimeSpan.Zero;
        foreach (var key in keys)
        {
            if (key is null || Of(deployment.Paces, key) is not { } pace)
            {
                continue;
            }

            if (outputTokens is not null)
            {
                (pace.OfAll ??= Of(_lengths, key))?.Add(0, outputTokens);
            }

            // Compared with the usual pace of this skill, before the try becomes a part of it.
            if (!isSlowdownKnown && pace.UsualMs > 0)
            {
                deployment.Slowdown.Add(latency.TotalMilliseconds / pace.UsualMs, deployments.Now);
                isSlowdownKnown = true;
            }

            pace.Add(latency.TotalMilliseconds, outputTokens);
        }
    }

    private Pace? Of(ConcurrentDictionary<string, Pace> paces, string key)
    {
        if (paces.TryGetValue(key, out var known) || Version >= MostPaces)
        {
            return known;
        }

        var pace = paces.GetOrAdd(key, static _ => new());
        Interlocked.Increment(ref _count);
        return pace;
    }
}
