using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Skills.Engine;
using Skills.Engine.Outputs.Reading;
using Skills.Engine.Outputs.Streaming;

namespace Skills.Benchmarks;

/// <summary>Reading replies: ten kilobytes good, fenced and broken, streamed in pieces of four characters, and texts made to blow readers up.</summary>
internal static class OutputsBench
{
    private static readonly ReplyReader Reader = new(new());
    private static readonly ReadRequest Request = new() { Allow = LossyRepairs.Truncate | LossyRepairs.Drop | LossyRepairs.Pick };

    public static void Run()
    {
        var good = Good();
        var fenced = "Here is the answer you asked for:\n\n```json\n" + good + "\n```\nTell me if it helps.";
        var broken = Broken(good);
        var parse = TimeOf(() => JsonDocument.Parse(good).Dispose());

        Console.WriteLine("Reading 10 KB                    µs     MB/s   bytes/op   against JsonDocument.Parse");
        Print("JsonDocument.Parse", good, parse, parse);
        Print("good", good, TimeOf(() => Reader.Read(good, Request)), parse);
        Print("fenced in prose", fenced, TimeOf(() => Reader.Read(fenced, Request)), parse);
        var mended = TimeOf(() => Reader.Read(broken, Request));
        Print("broken", broken, mended, parse);

        Console.WriteLine();
        Console.WriteLine("Streaming in 4-character pieces  µs     MB/s   bytes/op   against the one-shot reading of the same text");
        Print("good", good, TimeOf(() => Stream(good)), TimeOf(() => Reader.Read(good, Request)));
        Print("broken", broken, TimeOf(() => Stream(broken)), mended);

        Console.WriteLine();
        Console.WriteLine("Growth to 1 MB                   ms at 1 MB   worst factor per doubling   allocated, times the text");
        foreach (var (name, before, part, after) in Hostile)
        {
            Grow(name, before, part, after);
        }
    }

    private static readonly (string Name, string Before, string Part, string After)[] Hostile =
    [
        ("open brackets", "", "[", ""),
        ("escaped quotes", "{\"a\": \"", "\\\"", ""),
        ("inner quotes", "[\"", "a\"b ", ""),
        ("braces in a string", "{\"a\": \"", "x}", ""),
        ("braces in prose", "", "{ x } ", ""),
        ("fenced blocks", "", "```json\n{\"a\":1}\n```\n", ""),
        ("prose", "", "word ", ""),
        ("quotes", "", "\"", ""),
        ("brackets as YAML", "name: ", "[", ""),
        ("fenced after prose", "Here:\n```json\n[", "{\"a\":\"b\"},", "{}]\n```"),
        ("all defects", "Sure:\n```json\n{items: [", "{name: 'a', 'ok': True, /* c */ \"n\": 1,,},\n", ""),
    ];

    // Sizes alternate and the best of several counts, so that a pause of the machine does not look like growth.
    private static void Grow(string name, string before, string part, string after)
    {
        int[] sizes = [128 * 1024, 256 * 1024, 512 * 1024, 1024 * 1024];
        var texts = sizes.Select(n => before + new StringBuilder().Insert(0, part, n / part.Length) + after).ToArray();
        var best = Enumerable.Repeat(double.MaxValue, sizes.Length).ToArray();
        var allocated = 0L;
        for (var round = 0; round < 7; round++)
        {
            for (var i = 0; i < sizes.Length; i++)
            {
                var bytes = GC.GetAllocatedBytesForCurrentThread();
                var started = Stopwatch.GetTimestamp();
                Reader.Read(texts[i], Request);
                best[i] = Math.Min(best[i], Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                allocated = GC.GetAllocatedBytesForCurrentThread() - bytes;
            }
        }

        var worst = Enumerable.Range(1, sizes.Length - 1).Max(i => best[i] / best[i - 1]);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-32} {best[^1],10:F1} {worst,27:F2} {allocated / (double)Encoding.UTF8.GetByteCount(texts[^1]),27:F1}"));
    }

    private static void Stream(string text)
    {
        var reader = new StreamingReader(null, new());
        for (var i = 0; i < text.Length; i += 4)
        {
            reader.Append(text.AsSpan(i, Math.Min(4, text.Length - i)));
        }
    }

    private static string Good()
    {
        var text = new StringBuilder("{\n  \"items\": [\n");
        for (var i = 0; i < 20; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $$"""
                {
                  "id": {{i}},
                  "title": "Item number {{i}} of the list, with a title of the usual length",
                  "description": "A sentence or two about the item: what it is, what it is for, and why it costs what it costs. It is as long as such sentences are.",
                  "price": {{i}}.25,
                  "tags": ["first", "second", "third"],
                  "available": true,
                  "supplier": { "name": "Supplier {{i}}", "country": "DE", "rating": 4.5, "note": null }
                },

                """);
        }

        return text.ToString().TrimEnd('\n', ',') + "\n  ]\n}";
    }

    private static string Broken(string good) => "Here it is:\n```json\n" + good
        .Replace("\"id\":", "id:", StringComparison.Ordinal)
        .Replace("true", "True", StringComparison.Ordinal)
        .Replace("null", "None", StringComparison.Ordinal)
        .Replace("\"third\"]", "\"third\",], // tags", StringComparison.Ordinal)[..^5];

    private readonly record struct Cost(double Microseconds, long Bytes);

    private static Cost TimeOf(Action action)
    {
        for (var i = 0; i < 400; i++)
        {
            action();
        }

        var best = double.MaxValue;
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 20; round++)
        {
            var started = Stopwatch.GetTimestamp();
            for (var i = 0; i < 50; i++)
            {
                action();
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalMicroseconds / 50);
        }

        return new(best, (GC.GetAllocatedBytesForCurrentThread() - bytes) / 1000);
    }

    private static void Print(string name, string text, Cost cost, Cost against) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{name,-28} {cost.Microseconds,8:F1} {text.Length / cost.Microseconds,8:F0} {cost.Bytes,10} {cost.Microseconds / against.Microseconds,10:F2}x"));
}
