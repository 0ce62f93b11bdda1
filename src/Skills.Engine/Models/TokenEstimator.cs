using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using Skills.Engine.Models;

namespace Skills.Engine;

/// <summary>
/// Estimates tokens before a call, without any vendor's tokenizer: runs of letters cost one token per started
/// five characters, digits one per started three, each other printing sign one, CJK signs one each, other scripts one per
/// started two characters, and each message four. Media cost what <see cref="EstimateMedia"/> says. For English prose this lands near the vendors' counts;
/// code, rare words and scripts outside Latin can be off by a third in either direction, so bounds that matter keep a margin.
/// </summary>
public static class TokenEstimator
{
    private const int PerMessage = 4;
    private const int PerTool = 12;
    private const int BlockSize = 64;

    // Most text is ASCII, and every execution counts its prompt.
    private static readonly Script[] AsciiScripts = [.. Enumerable.Range(0, 0x80).Select(static c => Classify((char)c))];

    /// <summary>Estimated input tokens of a conversation; at least one per message.</summary>
    public static int Estimate(IReadOnlyList<ModelMessage> messages) => Estimate(messages, model: null);

    /// <summary>Estimated input tokens of one image, document or recording. A model's provider has a formula of its own; without a model the largest counts.</summary>
    /// <remarks>
    /// <list type="bullet">
    /// <item>Images by width and height, which are read from embedded PNG, JPEG, GIF and WebP. An image of unknown size counts as a large one.</item>
    /// <item>PDF by page. Pages are counted in embedded documents where they can be seen, and otherwise taken from the size, one for 50,000 bytes. A document of unknown size counts as 10 pages.</item>
    /// <item>Audio by second. Seconds are read from embedded WAV, and otherwise taken from the size at 64 kbit/s. A recording of unknown size counts as a minute.</item>
    /// </list>
    /// </remarks>
    /// <param name="media">The media.</param>
    /// <param name="model">The model that reads it; null for any.</param>
    public static int EstimateMedia(ModelMedia media, ModelDefinition? model = null)
    {
        ArgumentNullException.ThrowIfNull(media);
        return (int)Math.Min(MediaTokens.Of(media, model), int.MaxValue);
    }

    /// <summary>Estimated input tokens of a conversation and of the tools that are offered with it, at one model or any.</summary>
    internal static int Estimate(IReadOnlyList<ModelMessage> messages, IReadOnlyList<ModelTool> tools, ModelDefinition? model = null) =>
        (int)Math.Min((long)Estimate(messages, model) + Estimate(tools), int.MaxValue);

    private static int Estimate(IReadOnlyList<ModelMessage> messages, ModelDefinition? model)
    {
        ArgumentNullException.ThrowIfNull(messages);

        long tokens = 0;
        for (var at = 0; at < messages.Count; at++)
        {
            var message = messages[at];
            tokens += PerMessage + Estimate(message.Text) + OfTools(message);
            for (var i = 0; i < message.Media.Count; i++)
            {
                tokens += MediaTokens.Of(message.Media[i], model);
            }
        }

        return (int)Math.Min(tokens, int.MaxValue);
    }

    /// <summary>Estimated input tokens of the definitions of tools.</summary>
    internal static int Estimate(IReadOnlyList<ModelTool> tools)
    {
        long tokens = 0;
        for (var i = 0; i < tools.Count; i++)
        {
            var tool = tools[i];
            tokens += PerTool + Estimate(tool.Name) + Estimate(tool.Description) + Estimate(tool.Parameters.GetRawText());
        }

        return (int)Math.Min(tokens, int.MaxValue);
    }

    /// <summary>Estimated output tokens of a reply: its text and the calls it asks for.</summary>
    internal static int EstimateReply(ModelReply reply) =>
        (int)Math.Min(Estimate(reply.Text) + OfCalls(reply.Calls), int.MaxValue);

    private static long OfTools(ModelMessage message)
    {
        var tokens = OfCalls(message.ToolCalls);
        for (var i = 0; i < message.ToolResults.Count; i++)
        {
            tokens += PerTool + Estimate(message.ToolResults[i].Text);
        }

        return tokens;
    }

    private static long OfCalls(IReadOnlyList<ModelToolCall> calls)
    {
        long tokens = 0;
        for (var i = 0; i < calls.Count; i++)
        {
            tokens += PerTool + Estimate(calls[i].Name) + Estimate(calls[i].Arguments);
        }

        return tokens;
    }

    /// <summary>Estimated tokens of a text; 0 for an empty one.</summary>
    public static int Estimate(ReadOnlySpan<char> text)
    {
        long tokens = 0;
        var lastBlock = Ascii.IsValid(text) ? text.Length - BlockSize : -1;
        for (var i = 0; i < text.Length;)
        {
            if (i <= lastBlock && CountBlock(text.Slice(i, BlockSize), ref tokens) is > 0 and var read)
            {
                i += read;
                continue;
            }

            var kind = KindOf(text[i]);
            var start = i++;
            while (kind != Script.Sign && i < text.Length && KindOf(text[i]) == kind)
            {
                i++;
            }

            tokens += OfRun(kind, i - start);
        }

        return (int)Math.Min(tokens, int.MaxValue);
    }

    // Counts a block of ASCII characters at once, by masks with a bit for each. The last run may go on after the block, so it is left out.
    // Returns how many characters were counted: none when the block is one run.
    private static int CountBlock(ReadOnlySpan<char> block, ref long tokens)
    {
        var (letters, digits, blanks) = (0UL, 0UL, 0UL);
        var codes = MemoryMarshal.Cast<char, ushort>(block);
        for (var i = 0; i < BlockSize; i += 16)
        {
            var chars = Vector128.Narrow(Vector128.Create(codes[i..]), Vector128.Create(codes[(i + 8)..]));
            letters |= UpTo(25, (chars | Vector128.Create((byte)0x20)) - Vector128.Create((byte)'a')) << i;
            digits |= UpTo(9, chars - Vector128.Create((byte)'0')) << i;
            blanks |= UpTo((byte)' ', chars) << i;
        }

        var last = 1UL << (BlockSize - 1);
        var open = (letters & last) != 0 ? letters : (digits & last) != 0 ? digits : (blanks & last) != 0 ? blanks : 0;
        var read = BlockSize - BitOperations.LeadingZeroCount(~open);
        var within = read == 0 ? 0 : ulong.MaxValue >> (BlockSize - read);
        var ofThree = blanks & (blanks >> 1) & (blanks >> 2) & within;
        tokens += OfRuns(letters & within, 5) + OfRuns(digits & within, 3) + OfRuns((ofThree | (ofThree << 1) | (ofThree << 2)) & within, 16)
            + BitOperations.PopCount(~(letters | digits | blanks) & within);
        return read;
    }

    private static ulong UpTo(byte most, Vector128<byte> values) => Vector128.LessThanOrEqual(values, Vector128.Create(most)).ExtractMostSignificantBits();

    // A run's next token begins where all characters since the last one are of the run.
    private static int OfRuns(ulong mask, int size)
    {
        var covered = mask;
        for (var i = 1; i < size && covered != 0; i++)
        {
            covered &= mask << i;
        }

        var tokens = 0;
        for (var begun = mask & ~(mask << 1); begun != 0; begun = (begun << size) & covered)
        {
            tokens += BitOperations.PopCount(begun);
        }

        return tokens;
    }

    private static long OfRun(Script kind, int length) => kind switch
    {
        Script.Letters => Started(length, 5),
        Script.Digits => Started(length, 3),
        Script.Blank => length > 2 ? Started(length, 16) : 0,
        Script.Other => Started(length, 2),
        _ => length,
    };

    private static long Started(int length, int size) => (uint)(length + size - 1) / (uint)size;

    private static Script KindOf(char c) => c < 0x80 ? AsciiScripts[c] : Classify(c);

    private static Script Classify(char c) => c switch
    {
        >= 'a' and <= 'z' or >= 'A' and <= 'Z' => Script.Letters,
        >= '0' and <= '9' => Script.Digits,
        <= ' ' => Script.Blank,
        < '\u0080' => Script.Sign,
        >= '\u2E80' and <= '\uD7FF' => Script.Sign,
        _ => Rune.TryCreate(c, out var rune) && Rune.IsLetter(rune) && c < '\u0250' ? Script.Letters : Script.Other,
    };

    private enum Script
    {
        Letters,
        Digits,
        Blank,
        Sign,
        Other,
    }
}
