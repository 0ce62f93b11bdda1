using System.Collections.Concurrent;

namespace Skills.Engine.Routing;

/// <summary>
/// How long replies usually take and how long they are, per skill and model, and how far each model is off its usual pace now. Skills
/// differ too much for one number per model. Thread-safe; bounded.
/// </summary>
internal sealed class Paces(TimeProvider time)
{
    /// <summary>A reply cut shorter than this is rarely worth its price.</summary>
    public const int ShortestReply = 256;

    private const int MostPaces = 50_000;

    private readonly ConcurrentDictionary<(string Skill, string Provider, string Model), Pace> _paces = new();
    private readonly ConcurrentDictionary<(string Provider, string Model), Slowdown> _slowdowns = new();
    private int _version;

    /// <summary>Gets a number that changes when a pace is seen for the first time, so that rows made of paces are made again.</summary>
    public int Version => Volatile.Read(ref _version);

    /// <summary>Gets the pace of a skill at a model; null when none was seen.</summary>
    public Pace? Find(string skill, string provider, string model) => _paces.GetValueOrDefault((skill, provider, model));

    /// <summary>Gets the length of a skill's replies over all models; null when none was seen. It has no latency.</summary>
    public Pace? LengthOf(string skill) => Find(skill, "", "");

    /// <summary>Returns a length in tokens that a skill's replies by a model hardly ever exceed, between 256 and the longest that may be asked for.</summary>
    public int LikelyOutput(string skill, ModelDefinition model, int most) =>
        Find(skill, model.Provider, model.Id)?.LongOutput is { } learned ? Math.Min(most, Math.Max(ShortestReply, learned)) : most;

    /// <summary>Gets how many times slower than usual a model is; it fades when no reply is seen.</summary>
    public Slowdown SlowdownOf(string provider, string model) => _slowdowns.GetOrAdd((provider, model), static _ => new());

    /// <summary>Takes in a successful try.</summary>
    /// <param name="keys">The skill and what else the try belongs to, the most specific first; null entries are left out.</param>
    /// <param name="model">The model that answered.</param>
    /// <param name="latency">Duration of the try; zero when it was not measured.</param>
    /// <param name="outputTokens">Tokens of the reply; null when they were not reported.</param>
    public void Saw(ReadOnlySpan<string?> keys, ModelDefinition model, TimeSpan latency, long? outputTokens)
    {
        var isSlowdownKnown = latency <= TimeSpan.Zero;
        foreach (var key in keys)
        {
            if (key is null || Of(key, model.Provider, model.Id) is not { } pace)
            {
                continue;
            }

            if (outputTokens is not null)
            {
                Of(key, "", "")?.Add(0, outputTokens);
            }

            // Compared with the usual pace of this skill, before the try becomes a part of it.
            if (!isSlowdownKnown && pace.UsualMs > 0)
            {
                SlowdownOf(model.Provider, model.Id).Add(latency.TotalMilliseconds / pace.UsualMs, time.GetElapsedTime(0).Ticks);
                isSlowdownKnown = true;
            }

            pace.Add(latency.TotalMilliseconds, outputTokens);
        }
    }

    private Pace? Of(string skill, string provider, string model)
    {
        var key = (skill, provider, model);
        if (_paces.TryGetValue(key, out var known))
        {
            return known;
        }

        if (_paces.Count >= MostPaces)
        {
            return null;
        }

        var pace = _paces.GetOrAdd(key, static _ => new());
        Interlocked.Increment(ref _version);
        return pace;
    }
}
