namespace Skills.Engine.Routing.Learning.Regression;

/// <summary>
/// Logistic regression trained one outcome at a time: hashed words and pairs, and a few signs. Steps shrink per weight with what it has
/// moved (AdaGrad; Duchi, Hazan and Singer 2011), so rare words still learn after many outcomes. Scores come from the mean of all weights
/// so far, which varies less than the last ones (Polyak and Juditsky 1992). Not thread-safe.
/// </summary>
internal sealed class GramRegression
{
    private const float Step = 0.6f;
    private const float DenseStep = 0.4f;
    private const float BiasStep = 0.01f;
    private const float Start = 0.1f;
    private const float Decay = 3e-3f;

    private readonly float[] _weights = new float[1 << PromptGrams.Bits];
    private readonly float[] _moved = new float[1 << PromptGrams.Bits];
    private readonly float[] _dense = new float[PromptGrams.DenseCount];
    private readonly float[] _denseMoved = new float[PromptGrams.DenseCount];
    private readonly float[] _sums = new float[1 << PromptGrams.Bits];
    private readonly float[] _denseSums = new float[PromptGrams.DenseCount];
    private float _bias = -1;
    private float _biasSum;

    /// <summary>Gets the number of outcomes learned from.</summary>
    public int Count { get; private set; }

    /// <summary>Returns the log-odds of a failure.</summary>
    public double Score(PromptGrams grams)
    {
        var past = Count == 0 ? 0 : 1f / Count;
        var sum = 0f;
        foreach (var hash in grams.Hashes)
        {
            sum += _weights[hash] + (past * _sums[hash]);
        }

        var dense = 0f;
        for (var i = 0; i < _dense.Length; i++)
        {
            dense += (_dense[i] + (past * _denseSums[i])) * grams.Dense[i];
        }

        return _bias + (past * _biasSum) + dense + (sum * Scale(grams));
    }

    /// <summary>Learns from one outcome.</summary>
    /// <param name="grams">The prompt.</param>
    /// <param name="target">1 when the model failed, else 0; between for doubt.</param>
    public void Learn(PromptGrams grams, double target)
    {
        var error = (float)(Logistic.Of(Last(grams)) - target);
        Count++;
        var step = Math.Max(BiasStep, 1f / (1 + Count)) * error;
        _bias -= step;
        _biasSum += Count * step;
        var scale = Scale(grams);
        foreach (var hash in grams.Hashes)
        {
            _sums[hash] += Count * Move(ref _weights[hash], ref _moved[hash], (error * scale) + (Decay * _weights[hash]), Step);
        }

        for (var i = 0; i < _dense.Length; i++)
        {
            _denseSums[i] += Count * Move(ref _dense[i], ref _denseMoved[i], error * grams.Dense[i], DenseStep);
        }
    }

    /// <summary>Writes everything learned.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(Count);
        writer.Write(_bias);
        writer.Write(_biasSum);
        foreach (var values in (float[][])[_dense, _denseMoved, _denseSums])
        {
            foreach (var value in values)
            {
                writer.Write(value);
            }
        }

        writer.Write(_moved.Count(static m => m > 0));
        for (var i = 0; i < _moved.Length; i++)
        {
            if (_moved[i] > 0)
            {
                writer.Write((ushort)i);
                writer.Write(_weights[i]);
                writer.Write(_moved[i]);
                writer.Write(_sums[i]);
            }
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">A number is none, or there are too many.</exception>
    public static GramRegression Read(BinaryReader reader)
    {
        var read = new GramRegression { Count = Math.Max(0, reader.ReadInt32()), _bias = Number(reader), _biasSum = Number(reader) };
        foreach (var values in (float[][])[read._dense, read._denseMoved, read._denseSums])
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = Number(reader);
            }
        }

        var count = reader.ReadInt32();
        if (count < 0 || count > 1 << PromptGrams.Bits)
        {
            throw new InvalidDataException($"The learned difficulty has {count} weights; at most {1 << PromptGrams.Bits} are possible.");
        }

        for (var i = 0; i < count; i++)
        {
            var at = reader.ReadUInt16();
            (read._weights[at], read._moved[at], read._sums[at]) = (Number(reader), Number(reader), Number(reader));
        }

        return read;
    }

    private static float Number(BinaryReader reader) => reader.ReadSingle() is var number && float.IsFinite(number)
        ? number
        : throw new InvalidDataException("The learned difficulty contains a weight that is not a number.");

    // The score of the last weights, by which they are corrected.
    private float Last(PromptGrams grams)
    {
        var (sum, dense) = (0f, 0f);
        foreach (var hash in grams.Hashes)
        {
            sum += _weights[hash];
        }

        for (var i = 0; i < _dense.Length; i++)
        {
            dense += _dense[i] * grams.Dense[i];
        }

        return _bias + dense + (sum * Scale(grams));
    }

    /// <returns>By how much the weight was lowered.</returns>
    private static float Move(ref float weight, ref float moved, float gradient, float step)
    {
        moved += gradient * gradient;
        var by = step * gradient / MathF.Sqrt(Start + moved);
        weight -= by;
        return by;
    }

    private static float Scale(PromptGrams grams) => 1 / MathF.Sqrt(grams.Hashes.Length + 1);
}
