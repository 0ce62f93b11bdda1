using System.Text.Json;
using Skills.Tests;

namespace Skills.Jinja.Tests;

/// <summary>Templates that try to use up time or memory: each must end at a limit, or be harmless, within bounds.</summary>
public sealed class AttackTests(ITestOutputHelper output)
{
    /// <summary>What small work looks like a big attack here: it comes to its end, within the same bounds.</summary>
    private static readonly HashSet<string> Harmless =
    [
        "dict of colliding", "strftime pad", "10**10**7 (folded at compile)", "striptags '<'*10^5", "striptags '<!--'*30000", "urlize 20000 (", "urlize dots",
        "int of 10^6 digits",
    ];

    [Fact]
    public async Task EveryAttackEndsAtALimitWithinAHundredMegabytes()
    {
        var environment = new JinjaEnvironment();
        environment.Parse("{{ [1] | map('string') | join }}").Render(default(JsonElement), TestContext.Current.CancellationToken);
        var wrong = new List<string>();
        foreach (var line in File.ReadLines(Suites.PathOf("jinja-attacks.jsonl")))
        {
            var attack = JsonElement.Parse(line);
            var name = attack.GetProperty("name").GetString()!;
            var (outcome, bytes) = await Eventually.EndsAsync(Task.Run(() => Measure(environment, attack), TestContext.Current.CancellationToken), name);
            output.WriteLine($"{name,-32}{bytes / 1e6,8:F1} MB  {outcome}");
            var expected = outcome.StartsWith("Limit", StringComparison.Ordinal) || (Harmless.Contains(name) && !outcome.StartsWith("Crash", StringComparison.Ordinal));
            if (!expected || bytes > 100_000_000)
            {
                wrong.Add($"{name}: {outcome}, {bytes / 1e6:F1} MB");
            }
        }

        Assert.Empty(wrong);
    }

    // On one thread, whose allocations are counted.
    private static (string Outcome, long Bytes) Measure(JinjaEnvironment environment, JsonElement attack)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var outcome = Run(environment, attack);
        return (outcome, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static string Run(JinjaEnvironment environment, JsonElement attack)
    {
        try
        {
            var text = environment.Parse(attack.GetProperty("template").GetString()!).Render(attack.GetProperty("context"));
            return $"gave {text.Length} characters";
        }
        catch (JinjaException error)
        {
            return $"{error.Kind}: {error.Reason}";
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return $"Crash: {error}";
        }
    }
}
