using Skills.Engine.Routing.Difficulty;

namespace Skills.Engine.Routing.Learning.Regression;

/// <summary>What the regression sees of a prompt: hashes of its words and pairs of words, and the strengths of the built-in signs. It holds no text.</summary>
internal sealed class PromptGrams
{
    /// <summary>Signs beside those of the built-in estimate: commas, word length, sentences, digits, quotes, lines.</summary>
    public const int DenseCount = DifficultyPrior.Count + 6;

    /// <summary>Hashes are from 0 to below two to the power of this.</summary>
    public const int Bits = 16;

    // The vector is kept until the outcome is known.
    private const int MostTokens = 1000;
    private const double MostStrength = 1000;
    private const uint Basis = 2166136261;
    private const uint Prime = 16777619;

    private PromptGrams(ushort[] hashes, float[] dense, double prior) => (Hashes, Dense, Prior) = (hashes, dense, prior);

    /// <summary>Gets the hashes, each once.</summary>
    public ushort[] Hashes { get; }

    /// <summary>Gets the strengths of the signs.</summary>
    public float[] Dense { get; }

    /// <summary>Gets the log-odds of the built-in estimate.</summary>
    public double Prior { get; }

    /// <summary>Writes hashes and strengths.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(Prior);
        foreach (var value in Dense)
        {
            writer.Write(value);
        }

        writer.Write(Hashes.Length);
        foreach (var hash in Hashes)
        {
            writer.Write(hash);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">A number is none, or there are too many.</exception>
    public static PromptGrams Read(BinaryReader reader)
    {
        var prior = reader.ReadDouble();
        var dense = new float[DenseCount];
        for (var i = 0; i < dense.Length; i++)
        {
            dense[i] = reader.ReadSingle();
        }

        var count = reader.ReadInt32();
        if (!double.IsFinite(prior) || Math.Abs(prior) > MostStrength || Array.Exists(dense, static d => !(Math.Abs(d) <= MostStrength)) || count is < 0 or > 1 << Bits)
        {
            throw new InvalidDataException("The prompt of a learned outcome is damaged.");
        }

        var hashes = new ushort[count];
        for (var i = 0; i < count; i++)
        {
            hashes[i] = reader.ReadUInt16();
        }

        return new(hashes, dense, prior);
    }

    /// <summary>Reads a prompt.</summary>
    public static PromptGrams Of(DifficultyRequest request)
    {
        var signs = PromptSigns.Of(request, PromptSigns.OutputsOf(request.Skill));
        Span<double> strengths = stackalloc double[DifficultyPrior.Count];
        DifficultyPrior.Fill(signs, strengths);
        var dense = new float[DenseCount];
        for (var i = 0; i < strengths.Length; i++)
        {
            dense[i] = (float)strengths[i];
        }

        var hashes = new GramSet();
        var counts = default(Counts);
        for (var i = 0; i < request.Messages.Count; i++)
        {
            Read(request.Messages[i].Text, hashes, ref counts);
        }

        // The base is one for every prompt; the estimate itself takes its place.
        var prior = DifficultyPrior.Sum(strengths);
        dense[0] = (float)(prior / 3);
        counts.Fill(dense.AsSpan(DifficultyPrior.Count));
        return new(hashes.Take(), dense, prior);
    }

    // Words in lower case, each digit and each other sign by itself, and pairs of neighbours.
    private static void Read(ReadOnlySpan<char> text, GramSet hashes, ref Counts counts)
    {
        var before = 0u;
        for (var (i, tokens) = (0, 0); i < text.Length && tokens < MostTokens;)
        {
            counts.Sign(text[i], i + 1 >= text.Length || char.IsWhiteSpace(text[i + 1]), i > 0 && char.IsDigit(text[i - 1]));
            if (char.IsWhiteSpace(text[i]))
            {
                i++;
                continue;
            }

            var length = 1;
            while (char.IsLetter(text[i]) && i + length < text.Length && char.IsLetter(text[i + length]))
            {
                length++;
            }

            if (char.IsLetter(text[i]))
            {
                counts.Word(length);
            }

            var hash = HashOf(text.Slice(i, length));
            hashes.Add(hash);
            if (before != 0)
            {
                hashes.Add(((before * Prime) ^ hash) * Prime);
            }

            (before, tokens, i) = (hash, tokens + 1, i + length);
        }
    }

    private static uint HashOf(ReadOnlySpan<char> token)
    {
        var hash = Basis;
        foreach (var c in token)
        {
            hash = (hash ^ char.ToLowerInvariant(c)) * Prime;
        }

        return hash;
    }

    private struct Counts
    {
        private int _commas;
        private int _sentences;
        private int _numbers;
        private int _quotes;
        private int _lines;
        private int _words;
        private int _letters;

        public void Word(int length)
        {
            _words++;
            _letters += length;
        }

        public void Sign(char c, bool isLast, bool isInNumber)
        {
            switch (c)
            {
                case ',' or ';':
                    _commas++;
                    break;
                case '.' or '!' or '?' when isLast:
                    _sentences++;
                    break;
                case '"' or '\'':
                    _quotes++;
                    break;
                case '\n':
                    _lines++;
                    break;
                case >= '0' and <= '9' when !isInNumber:
                    _numbers++;
                    break;
            }
        }

        public readonly void Fill(Span<float> dense)
        {
            dense[0] = Saturated(_commas, 6);
            dense[1] = _words == 0 ? 0 : (((float)_letters / _words) - 5) / 3;
            dense[2] = Saturated(_sentences, 6);
            dense[3] = Saturated(_numbers, 8);
            dense[4] = Saturated(_quotes, 4);
            dense[5] = Saturated(_lines, 6);
        }

        private static float Saturated(float count, float half) => count / (half + count);
    }
}
