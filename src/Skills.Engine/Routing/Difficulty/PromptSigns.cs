using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Json;

namespace Skills.Engine.Routing.Difficulty;

/// <summary>What of a prompt says how hard it is: counts that one pass over its text gives.</summary>
/// <param name="Words">Words, those beyond what is read estimated.</param>
/// <param name="Constraints">Words that restrict or combine conditions: not, except, only, unless.</param>
/// <param name="Relations">Words that relate quantities and steps: then, each, twice, remaining.</param>
/// <param name="Demands">Words that ask for reasoning: prove, design, analyze, optimize.</param>
/// <param name="Code">Words of programming.</param>
/// <param name="Punctuation">Signs that programs and data are written with.</param>
/// <param name="Math">Signs of formulas.</param>
/// <param name="Outputs">Values that the output schema asks for.</param>
internal readonly record struct PromptSigns(int Words, int Constraints, int Relations, int Demands, int Code, int Punctuation, int Math, int Outputs)
{
    // Enough to tell a prompt's kind, and few enough for a long document.
    private const int MostCharacters = 4000;
    private const int BlockSize = 64;

    // Most text is ASCII, and every execution reads its prompt.
    private static readonly Mark[] AsciiMarks = [.. Enumerable.Range(0, 0x80).Select(static c => Classify((char)c))];

    // For each mark, by the low four bits of a character: a bit for each value of its high bits with which it has the mark.
    private static readonly Vector128<byte>[] AsciiColumns = [.. Enum.GetValues<Mark>().Select(ColumnsOf)];

    /// <summary>Reads a rendered prompt. Of a long text the first and the last part count.</summary>
    /// <param name="request">The prompt and its skill.</param>
    /// <param name="outputs">What <see cref="OutputsOf(Skill)"/> counts for the skill.</param>
    public static PromptSigns Of(DifficultyRequest request, int outputs)
    {
        var signs = new PromptSigns { Outputs = outputs };
        for (var i = 0; i < request.Messages.Count; i++)
        {
            signs = signs.And(request.Messages[i].Text);
        }

        return signs;
    }

    /// <summary>Counts the values that a skill's output schema asks for.</summary>
    public static int OutputsOf(Skill skill) => skill.OutputSchema is { } schema ? OutputsOf(schema, depth: 0) : 0;

    private PromptSigns And(string text)
    {
        if (text.Length <= MostCharacters)
        {
            return Scan(text);
        }

        var both = Scan(text.AsSpan(0, MostCharacters / 2)).Scan(text.AsSpan(text.Length - (MostCharacters / 2)));
        return both with { Words = (int)System.Math.Min(int.MaxValue, Words + ((both.Words - Words) * (double)text.Length / MostCharacters)) };
    }

    private PromptSigns Scan(ReadOnlySpan<char> text)
    {
        Span<int> counts = stackalloc int[(int)WordKind.Count];
        var (words, punctuation, math) = (0, 0, 0);
        var lastBlock = Ascii.IsValid(text) ? text.Length - BlockSize : -1;
        for (var i = 0; i < text.Length;)
        {
            if (i <= lastBlock && ScanBlock(text.Slice(i, BlockSize), counts) is { Read: > 0 } block)
            {
                (words, punctuation, math, i) = (words + block.Words, punctuation + block.Punctuation, math + block.Math, i + block.Read);
                continue;
            }

            var mark = MarkOf(text[i]);
            if (mark == Mark.Letter)
            {
                var end = EndOfWord(text, i);
                words++;
                if (SignWords.TryGet(text[i..end], out var kind))
                {
                    counts[(int)kind]++;
                }

                i = end;
                continue;
            }

            punctuation += mark == Mark.Punctuation ? 1 : 0;
            math += mark == Mark.Math ? 1 : 0;
            i++;
        }

        return new(
            Words + words,
            Constraints + counts[(int)WordKind.Constraint],
            Relations + counts[(int)WordKind.Relation],
            Demands + counts[(int)WordKind.Demand],
            Code + counts[(int)WordKind.Code],
            Punctuation + punctuation,
            Math + math,
            Outputs);
    }

    // Scans a block of ASCII characters at once, by masks with a bit for each. The last word may go on after the block, so it is left out.
    // Reads none when the block is one word.
    private static (int Read, int Words, int Punctuation, int Math) ScanBlock(ReadOnlySpan<char> block, Span<int> counts)
    {
        var (letters, rest, punctuation, math) = (0UL, 0UL, 0UL, 0UL);
        var codes = MemoryMarshal.Cast<char, ushort>(block);
        for (var i = 0; i < BlockSize; i += 16)
        {
            var chars = Vector128.Narrow(Vector128.Create(codes[i..]), Vector128.Create(codes[(i + 8)..]));
            letters |= Having(Mark.Letter, chars) << i;
            rest |= (Having(Mark.Digit, chars) | Having(Mark.Joiner, chars)) << i;
            punctuation |= Having(Mark.Punctuation, chars) << i;
            math |= Having(Mark.Math, chars) << i;
        }

        // A word begins at the first letter of a run: the addition carries past the digits and joiners before it.
        var runs = letters | rest;
        var read = BlockSize - BitOperations.LeadingZeroCount(~runs);
        var starts = runs & ~(runs << 1);
        var begun = (starts | (rest + (starts & rest))) & letters & (read == 0 ? 0 : ulong.MaxValue >> (BlockSize - read));
        for (var left = begun; left != 0; left &= left - 1)
        {
            var start = BitOperations.TrailingZeroCount(left);
            if (SignWords.TryGet(block.Slice(start, BitOperations.TrailingZeroCount(~(runs >> start))), out var kind))
            {
                counts[(int)kind]++;
            }
        }

        return (read, BitOperations.PopCount(begun), BitOperations.PopCount(punctuation), BitOperations.PopCount(math));
    }

    private static ulong Having(Mark mark, Vector128<byte> chars)
    {
        var row = Vector128.ShuffleNative(Vector128.Create((byte)1, 2, 4, 8, 16, 32, 64, 128, 0, 0, 0, 0, 0, 0, 0, 0), chars >>> 4);
        return (~Vector128.Equals(Vector128.ShuffleNative(AsciiColumns[(int)mark], chars & Vector128.Create((byte)0xF)) & row, default)).ExtractMostSignificantBits();
    }

    private static Vector128<byte> ColumnsOf(Mark mark)
    {
        Span<byte> columns = stackalloc byte[16];
        for (var c = 0; c < 0x80; c++)
        {
            columns[c & 0xF] |= (byte)(AsciiMarks[c] == mark ? 1 << (c >> 4) : 0);
        }

        return Vector128.Create<byte>(columns);
    }

    private static int EndOfWord(ReadOnlySpan<char> text, int start)
    {
        // Scripts without spaces: each sign is about a word.
        var end = start + 1;
        if (text[start] >= '\u2E80')
        {
            return end;
        }

        while (end < text.Length && MarkOf(text[end]) is var mark && (mark is Mark.Letter or Mark.Digit || (mark == Mark.Joiner && end + 1 < text.Length)))
        {
            end++;
        }

        return end;
    }

    private static Mark MarkOf(char c) => c < 0x80 ? AsciiMarks[c] : Classify(c);

    private static Mark Classify(char c) => c switch
    {
        _ when char.IsLetter(c) => Mark.Letter,
        _ when char.IsDigit(c) => Mark.Digit,
        '\'' or '-' or '#' => Mark.Joiner,
        '{' or '}' or ';' or '`' or '&' or '|' => Mark.Punctuation,
        '+' or '*' or '/' or '=' or '^' or '<' or '>' or '%' or '\\' or '∑' or '∫' or '√' or '≤' or '≥' => Mark.Math,
        _ => Mark.Other,
    };

    // Leaves only: an object asks for what is in it. Deep and wide schemas are hard whatever the exact count.
    private static int OutputsOf(JsonElement schema, int depth)
    {
        if (depth > 4 || schema.ValueKind != JsonValueKind.Object)
        {
            return 1;
        }

        if (schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object)
        {
            var sum = 0;
            foreach (var property in properties.EnumerateObject())
            {
                sum += OutputsOf(property.Value, depth + 1);
                if (sum > 100)
                {
                    break;
                }
            }

            return sum;
        }

        return schema.TryGetProperty("items", out var items) ? OutputsOf(items, depth + 1) : 1;
    }

    private enum Mark : byte
    {
        Other,
        Letter,
        Digit,
        Joiner,
        Punctuation,
        Math,
    }
}
