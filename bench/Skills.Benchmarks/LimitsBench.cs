using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Skills.Jinja;
using Skills.JsonSchema;

namespace Skills.Benchmarks;

/// <summary>How long templates and schemas take that try to use up time or memory, and what ends them.</summary>
internal static class LimitsBench
{
    private const string Double = "{% set n=namespace(a=(1,)) %}{% for i in range(LEVELS) %}{% set n.a=(n.a,n.a) %}{% endfor %}{{ {n.a:1}|length }}";
    private const string Texts = "{% set s='a'*8000000 %}{% set t='a'*8000000 %}{% for i in range(90000) %}{% set x = WORK %}{% endfor %}";
    private const string Lists = "{% set l=range(99999)|list %}{% set m=range(99999)|list %}{% for i in range(90000) %}{% set x = WORK %}{% endfor %}";
    private const string Integers = "{% set b=7**9000 %}{% set c=7**4900 %}{% for i in range(90000) %}{% for j in range(90) %}{% set x = WORK %}{% endfor %}{% endfor %}";

    public static void Run()
    {
        Templates();
        Verdicts();
        Explanation();
    }

    private static void Templates()
    {
        Template("A1 tuples, 30 levels", Double.Replace("LEVELS", "30", StringComparison.Ordinal));
        Template("A1 tuples, 60 levels", Double.Replace("LEVELS", "60", StringComparison.Ordinal));
        foreach (var work in new[] { "{s:1}", "s|default(t) == t", "s == t", "s[-1]", "s|length", "s[4000000]", "'b' in s" })
        {
            Template("A2 " + work, Texts.Replace("WORK", work, StringComparison.Ordinal));
        }

        foreach (var work in new[] { "l == m", "l < m", "99998 in l" })
        {
            Template("A3 " + work, Lists.Replace("WORK", work, StringComparison.Ordinal));
        }

        foreach (var work in new[] { "b*b", "b//3", "'%x' % b", "'{:b}'.format(b)", "c|tojson", "'%d' % c", "(c|string)|int", "b|round(-5)", "(1/3)|round(300)" })
        {
            Template("A4 " + work, Integers.Replace("WORK", work, StringComparison.Ordinal));
        }
    }

    private static void Template(string name, string source)
    {
        var template = new JinjaEnvironment().Parse(source);
        using var token = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var (start, outcome) = (Stopwatch.GetTimestamp(), "came to its end");
        try
        {
            template.Render(new Dictionary<string, object?>(), token.Token);
        }
        catch (JinjaException error)
        {
            outcome = error.Kind.ToString();
        }
        catch (OperationCanceledException)
        {
            outcome = "cancelled";
        }

        Console.WriteLine($"{name,-38}{Stopwatch.GetElapsedTime(start).TotalMilliseconds,10:F0} ms  {outcome}");
    }

    // Every case of the fault list: each verdict by at least 1,000 runs on 64 threads.
    private static void Verdicts()
    {
        const string LookAround = """{"items":{"pattern":"^(?!.*foo)[a-z ]+$"}}""";
        foreach (var (schema, items) in new[] { (LookAround, 2_000), (LookAround, 5_000), (LookAround, 10_000), (LookAround, 20_000), ("""{"items":{"pattern":"^[a-z ]+$"}}""", 20_000) })
        {
            var validator = JsonSchemaValidator.Compile(JsonElement.Parse(schema));
            var instance = JsonSerializer.SerializeToElement(Enumerable.Repeat("bar bar baz", items));
            var verdicts = new ConcurrentDictionary<string, int>();
            var start = Stopwatch.GetTimestamp();
            var threads = Enumerable.Range(0, 64).Select(_ => new Thread(() =>
            {
                for (var run = 0; run < 16; run++)
                {
                    verdicts.AddOrUpdate(Verdict(validator, instance, flag: run % 2 == 0), 1, static (_, count) => count + 1);
                }
            })).ToList();
            threads.ForEach(static thread => thread.Start());
            threads.ForEach(static thread => thread.Join());
            Console.WriteLine($"F1 {items,6} strings, 64 threads          {Stopwatch.GetElapsedTime(start).TotalMilliseconds,10:F0} ms  {string.Join(", ", verdicts.Select(static v => $"{v.Value} {v.Key}"))}");
        }
    }

    private static string Verdict(JsonSchemaValidator validator, JsonElement instance, bool flag)
    {
        try
        {
            return (flag ? validator.Evaluate(instance, SchemaOutputFormat.Flag).GetProperty("valid").GetBoolean() : validator.IsValid(instance)) ? "valid" : "invalid";
        }
        catch (JsonSchemaLimitException)
        {
            return "limit";
        }
    }

    private static void Explanation()
    {
        foreach (var levels in new[] { 19, 22, 40 })
        {
            var definitions = Enumerable.Range(1, levels - 1).Select(static k => $$$$"""
                "d{{{{k}}}}":{"anyOf":[{"$ref":"#/$defs/d{{{{k - 1}}}}"},{"$ref":"#/$defs/d{{{{k - 1}}}}"}]}
                """);
            var validator = JsonSchemaValidator.Compile(JsonElement.Parse($$$"""{"$ref":"#/$defs/d{{{levels - 1}}}","$defs":{"d0":{"type":"string"},{{{string.Join(',', definitions)}}}}}"""));
            var instance = JsonElement.Parse("1");
            var before = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            var errors = validator.Validate(instance).Errors.Count;
            Console.WriteLine($"F2 {levels} levels of anyOf                  {Stopwatch.GetElapsedTime(start).TotalMilliseconds,10:F1} ms  {(GC.GetAllocatedBytesForCurrentThread() - before) / 1e6:F2} MB allocated, {errors} error");
        }
    }
}
