using System.Text;

namespace Skills.Reliability.Tests.Fuzz;

/// <summary>Changes bytes at random, with a taste for what breaks readers of text: pieces that mean something, numbers at their limits, odd characters, long repetitions. The seed decides everything.</summary>
internal sealed class ByteMutator(FuzzDoor door, int seed)
{
    private const int LongestInput = 64 * 1024;
    private const int MostRepeats = 20_000;

    private static readonly string[] Odd =
    [
        "\0", "\r", "\n", "\r\n", "\t", "\u2028", "\uFEFF", "é", "😀", "\u202E", "\"", "'", "\\", "\\u0000", "\\ud800", "{", "}", "[", "]", ":", ",", "-", "#", "/", "%", "<", ">", "&",
        "0", "-1", "1e999", "-0.0", "9223372036854775808", "18446744073709551616", "0.1", "NaN", "null", "true", "1e-400", "\"\"", "{}", "[]", " ",
    ];

    private readonly Random _random = new(seed);

    /// <summary>Returns a new input.</summary>
    public byte[] Next()
    {
        var input = door.Corpus[_random.Next(door.Corpus.Count)];
        for (var changes = 1 + (int)Math.Min(6, _random.Next(1, 64) is var draw ? Math.Log2(64.0 / draw) : 0); changes > 0; changes--)
        {
            input = Change(input);
        }

        return input.Length <= LongestInput ? input : input[..LongestInput];
    }

    private byte[] Change(byte[] input)
    {
        var at = _random.Next(input.Length + 1);
        var end = at + Math.Min(_random.Next(1, 40), input.Length - at);
        return _random.Next(12) switch
        {
            0 => Flipped(input),
            1 => [.. input.AsSpan(0, at), .. input.AsSpan(end)],
            2 => input[..at],
            3 => [.. input.AsSpan(0, at), .. input.AsSpan(at, end - at), .. input.AsSpan(at)],
            4 => Spliced(input, at),
            5 => [.. input.AsSpan(0, at), (byte)_random.Next(256), .. input.AsSpan(at)],
            6 => Repeated(input, at, end),
            7 or 8 => Put(input, at, end, Odd[_random.Next(Odd.Length)]),
            _ => Put(input, at, _random.Next(2) == 0 ? at : end, door.Words[_random.Next(door.Words.Count)]),
        };
    }

    private byte[] Flipped(byte[] input)
    {
        var copy = input.ToArray();
        if (copy.Length > 0)
        {
            copy[_random.Next(copy.Length)] ^= (byte)(1 << _random.Next(8));
        }

        return copy;
    }

    private byte[] Spliced(byte[] input, int at)
    {
        var other = door.Corpus[_random.Next(door.Corpus.Count)];
        return [.. input.AsSpan(0, at), .. other.AsSpan(_random.Next(other.Length + 1))];
    }

    // Mostly a few times; at times so often that it nests or grows beyond reason.
    private byte[] Repeated(byte[] input, int at, int end)
    {
        var piece = _random.Next(2) == 0 ? input[at..end] : Encoding.UTF8.GetBytes(door.Words[_random.Next(door.Words.Count)]);
        var times = _random.Next(50) == 0 ? _random.Next(1000, MostRepeats) : _random.Next(2, 12);
        times = Math.Min(times, LongestInput / Math.Max(1, piece.Length));
        var result = new byte[input.Length + (piece.Length * times)];
        input.AsSpan(0, at).CopyTo(result);
        for (var i = 0; i < times; i++)
        {
            piece.CopyTo(result, at + (i * piece.Length));
        }

        input.AsSpan(at).CopyTo(result.AsSpan(at + (piece.Length * times)));
        return result;
    }

    private static byte[] Put(byte[] input, int at, int end, string text) => [.. input.AsSpan(0, at), .. Encoding.UTF8.GetBytes(text), .. input.AsSpan(end)];
}
