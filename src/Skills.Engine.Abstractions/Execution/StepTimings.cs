using System.Collections;

namespace Skills.Engine.Execution;

/// <summary>Milliseconds of the steps that ran. Written by one run while it lasts, read-only from then on.</summary>
internal sealed class StepTimings : IReadOnlyDictionary<SkillStep, double>
{
    private readonly double[] _milliseconds = new double[(int)SkillStep.StoreResult + 1];

    // Apart from the times, as a step may take none.
    private int _ran;

    public int Count => int.PopCount(_ran);

    public IEnumerable<SkillStep> Keys => this.Select(static t => t.Key);

    public IEnumerable<double> Values => this.Select(static t => t.Value);

    public double this[SkillStep key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"The step {key} did not run.");

    /// <summary>A step entered again adds to its time.</summary>
    public void Add(SkillStep step, double milliseconds)
    {
        _milliseconds[(int)step] += milliseconds;
        _ran |= 1 << (int)step;
    }

    public bool ContainsKey(SkillStep key) => key is >= 0 and <= SkillStep.StoreResult && (_ran & (1 << (int)key)) != 0;

    public bool TryGetValue(SkillStep key, out double value)
    {
        var ran = ContainsKey(key);
        value = ran ? _milliseconds[(int)key] : 0;
        return ran;
    }

    public IEnumerator<KeyValuePair<SkillStep, double>> GetEnumerator()
    {
        for (var step = SkillStep.ValidateInput; step <= SkillStep.StoreResult; step++)
        {
            if (ContainsKey(step))
            {
                yield return new(step, _milliseconds[(int)step]);
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
