using System.Collections.Concurrent;

namespace Skills.Reliability.Tests.Invariants;

/// <summary>How often each invariant was checked, and where it did not hold. Thread-safe.</summary>
internal sealed class Findings
{
    private const int Kept = 20;

    private readonly ConcurrentDictionary<Invariant, int> _checked = new();
    private readonly ConcurrentDictionary<Invariant, int> _broken = new();
    private readonly ConcurrentQueue<string> _sentences = new();

    public IReadOnlyDictionary<Invariant, int> Checked => _checked;

    public IReadOnlyDictionary<Invariant, int> Broken => _broken;

    public IReadOnlyCollection<string> Sentences => _sentences;

    public void Check(Invariant invariant, bool holds, Func<string> otherwise)
    {
        _checked.AddOrUpdate(invariant, 1, static (_, n) => n + 1);
        if (!holds && _broken.AddOrUpdate(invariant, 1, static (_, n) => n + 1) <= Kept)
        {
            _sentences.Enqueue($"{invariant}: {otherwise()}");
        }
    }
}
