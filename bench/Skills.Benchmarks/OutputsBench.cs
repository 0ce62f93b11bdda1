using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Skills.Engine;
using Skills.Replies;

namespace Skills.Benchmarks;

/// <summary>Reading replies: ten kilobytes good, fenced and broken, streamed in pieces of four characters, and texts made to blow readers up.</summary>
internal static class OutputsBench
{
    private static readonly ReplyOptions Options = new() { WrapText = false, Allow = LossyRepairs.Truncate | LossyRepairs.Drop | LossyRepairs.Pick };

    public static void Run()
    {
        ReadingTimes();
        StreamingTimes();
        Console.WriteLine();
        Console.WriteLine("Growth to 1 MB              ms at 1 MB  worst factor per doubling  allocated  peak heap, times the text");
        foreach (var (name, before, part, after) in Hostile)
        {
            Grow(name, before, part, after);
        }
    }

    private static void ReadingTimes()
    {
        var good = Good();
        var fenced = Fenced(good);
        var broken = Broken(good);
        var costs = Together(
            () => JsonDocument.Parse(good).Dispose(),
            () => ReplyReader.Read(good, null, Options),
            () => ReplyReader.Read(fenced, null, Options),
            () => ReplyReader.Read(broken, null, Options));

        Console.WriteLine("Reading 10 KB                    µs     MB/s   bytes/op   against JsonDocument.Parse");
        Print("JsonDocument.Parse", good, costs[0], costs[0]);
        Print("good", good, costs[1], costs[0]);
        Print("fenced in prose", fenced, costs[2], costs[0]);
        Print("broken", broken, costs[3], costs[0]);
    }

    private static void StreamingTimes()
    {
        var good = Good();
        var fenced = Fenced(good);
        var broken = Broken(good);
        var costs = Together(
            () => ReplyReader.Read(good, null, Options),
            () => Stream(good),
            () => ReplyReader.Read(fenced, null, Options),
            () => Stream(fenced),
            () => ReplyReader.Read(broken, null, Options),
            () => Stream(broken));

        Console.WriteLine();
        Console.WriteLine("Streaming in 4-character pieces  µs     MB/s   bytes/op   against the one-shot reading of the same text");
        Print("good", good, costs[1], costs[0]);
        Print("fenced in prose", fenced, costs[3], costs[2]);
        Print("broken", broken, costs[5], costs[4]);
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
        int[] sizes = [64 * 1024, 128 * 1024, 256 * 1024, 512 * 1024, 1024 * 1024];
        var texts = sizes.Select(n => before + new StringBuilder().Insert(0, part, n / part.Length) + after).ToArray();
        var best = Enumerable.Repeat(double.MaxValue, sizes.Length).ToArray();
        GC.Collect();
        for (var round = 0; round < 40; round++)
        {
            for (var i = 0; i < sizes.Length; i++)
            {
                var started = Stopwatch.GetTimestamp();
                ReplyReader.Read(texts[i], null, Options);
                best[i] = Math.Min(best[i], Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
        }

        var worst = Enumerable.Range(1, sizes.Length - 1).Max(i => best[i] / best[i - 1]);
        var bytes = Encoding.UTF8.GetByteCount(texts[^1]);
        var (allocated, peak) = Memory(() => ReplyReader.Read(texts[^1], null, Options));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-27} {best[^1],10:F1} {worst,26:F2} {allocated / (double)bytes,10:F1} {peak / (double)bytes,10:F1}"));
    }

    // The heap as another thread sees it while the work runs, garbage that is not yet collected included.
    private static (long Allocated, long Peak) Memory(Action work)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        var start = GC.GetTotalMemory(forceFullCollection: false);
        var peak = start;
        var ended = false;
        var sampler = new Thread(() =>
        {
            while (!Volatile.Read(ref ended))
            {
                peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: false));
                Thread.SpinWait(50);
            }
        });
        sampler.Start();
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        work();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - bytes;
        peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: false));
        Volatile.Write(ref ended, true);
        sampler.Join();
        return (allocated, peak - start);
    }

    private static void Stream(string text)
    {
        var reader = ReplyReader.Stream();
        for (var i = 0; i < text.Length; i += 4)
        {
            reader.Append(text.AsSpan(i, Math.Min(4, text.Length - i)));
        }
    }

    private static string Good()
    {
        var text = new StringBuilder("{\n  \"items\": [\n");
        for (var i = 0; i < 25; i++)
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

    private static string Fenced(string good) => "Here is the answer you asked for:\n\n```json\n" + good + "\n```\nTell me if it helps.";

    private static string Broken(string good) => "Here it is:\n```json\n" + good
        .Replace("\"id\":", "id:", StringComparison.Ordinal)
        .Replace("true", "True", StringComparison.Ordinal)
        .Replace("null", "None", StringComparison.Ordinal)
        .Replace("\"third\"]", "\"third\",], // tags", StringComparison.Ordinal)[..^5];

    private readonly record struct Timing(double Microseconds, long Bytes);

    // The operations take turns, so that a busy moment of the machine falls on all of them; the least of many rounds counts.
    private static Timing[] Together(params Action[] actions)
    {
        foreach (var action in actions)
        {
            Measure.Of(action, rounds: 1);
        }

        var best = Enumerable.Repeat(double.MaxValue, actions.Length).ToArray();
        var bytes = new long[actions.Length];
        for (var round = 0; round < 150; round++)
        {
            for (var i = 0; i < actions.Length; i++)
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                var started = Stopwatch.GetTimestamp();
                for (var n = 0; n < 25; n++)
                {
                    actions[i]();
                }

                best[i] = Math.Min(best[i], Stopwatch.GetElapsedTime(started).TotalMicroseconds / 25);
                bytes[i] = (GC.GetAllocatedBytesForCurrentThread() - before) / 25;
            }
        }

        return [.. best.Select((microseconds, i) => new Timing(microseconds, bytes[i]))];
    }

    private static void Print(string name, string text, Timing cost, Timing against) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{name,-28} {cost.Microseconds,8:F1} {text.Length / cost.Microseconds,8:F0} {cost.Bytes,10} {cost.Microseconds / against.Microseconds,10:F2}x"));
}
