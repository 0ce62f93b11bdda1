using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Skills.Engine.Routing;

/// <summary>The weighted terms of one score.</summary>
internal readonly record struct RouterTerms(double Quality, double Cost, double Latency, double Health, double Learned, double Task, double Diversity, double Vendor)
{
    /// <summary>The terms of a model that was dropped.</summary>
    public static IReadOnlyDictionary<string, double> None { get; } = new Dictionary<string, double>().AsReadOnly();

    /// <summary>The score.</summary>
    public double Sum => Quality + Cost + Latency + Health + Learned + Task + Diversity + Vendor;

    /// <summary>The terms by name. One small object: an explanation holds a hundred of them.</summary>
    public IReadOnlyDictionary<string, double> ToDictionary() => new Named(this);

    private sealed class Named(RouterTerms terms) : IReadOnlyDictionary<string, double>
    {
        private static readonly string[] Names = ["quality", "cost", "latency", "health", "learned", "task", "diversity", "vendor"];

        public IEnumerable<string> Keys => Names;

        public IEnumerable<double> Values => Names.Select((_, i) => At(i));

        public int Count => Names.Length;

        public double this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"There is no term '{key}'.");

        public bool ContainsKey(string key) => Array.IndexOf(Names, key) >= 0;

        public bool TryGetValue(string key, [MaybeNullWhen(false)] out double value)
        {
            var index = Array.IndexOf(Names, key);
            value = index < 0 ? 0 : At(index);
            return index >= 0;
        }

        public IEnumerator<KeyValuePair<string, double>> GetEnumerator() =>
            Names.Select((name, i) => KeyValuePair.Create(name, At(i))).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        private double At(int index) => index switch
        {
            0 => terms.Quality,
            1 => terms.Cost,
            2 => terms.Latency,
            3 => terms.Health,
            4 => terms.Learned,
            5 => terms.Task,
            6 => terms.Diversity,
            _ => terms.Vendor,
        };
    }
}
