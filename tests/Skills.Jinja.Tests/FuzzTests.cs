using System.Text.Json;
using Skills.Jinja.Tests.Goldens;

namespace Skills.Jinja.Tests;

/// <summary>Templates damaged at random: whatever comes, only <see cref="JinjaException"/> comes out, and it comes soon.</summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private static readonly string[] Pieces =
    [
        "{{", "}}", "{%", "%}", "{#", "#}", "-", "+", "|", "(", ")", "[", "]", "{", "}", "'", "\"", "\\", ",", ":", ".", "~", "*", "**", "//", "%", "=", "==", "<", "\n", "\r\n", "\0", " ",
        "if ", "for ", "in ", "set ", "macro ", "endif", "endfor", "else", "is ", "not ", "and ", "raw", "endraw", "block ", "extends ", "include ", "import ", "recursive", "loop", "loop(", "caller()",
        "self", "super()", "x", "range(99)", "1e999", "0x", "99999999999999999999", "'%s' % ", "'{:>9}'.format(", "|map('", "|tojson", "|join", "|sort", "namespace(", "__class__", "\uD800", "😀", "é", "\u2028",
    ];

    [Fact]
    public void DamagedTemplatesOnlyEverFailWithAJinjaException()
    {
        // 200,000 with JINJA_FUZZ=200000; fewer by default, so that the suite stays quick.
        var count = int.TryParse(Environment.GetEnvironmentVariable("JINJA_FUZZ"), out var wanted) ? wanted : 10_000;
        var goldens = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "fixtures", "goldens.jsonl")).Select(l => new GoldenCase(JsonElement.Parse(l))).Where(g => g.Template.Length < 4000).ToList();
        var random = new Random(7);
        var limits = new JinjaLimits { MaxSteps = 20_000, MaxOutputLength = 100_000, MaxStringLength = 100_000, MaxCreatedBytes = 2_000_000, MaxListLength = 10_000 };
        var environments = new[]
        {
            new JinjaEnvironment(new() { Limits = limits, Do = true, LoopControls = true, Trans = true, Generation = true }),
            new JinjaEnvironment(new() { Limits = limits, Autoescape = true, Undefined = JinjaUndefined.Chainable, TrimBlocks = true, LstripBlocks = true, Delimiters = new() { LineStatementPrefix = "#", LineCommentPrefix = "##" } }),
        };
        var (rendered, failed) = (0, 0);
        for (var i = 0; i < count; i++)
        {
            var golden = goldens[random.Next(goldens.Count)];
            var template = Damage(golden.Template, goldens[random.Next(goldens.Count)].Template, random);
            try
            {
                var parsed = environments[i % 2].Parse(template);
                parsed.FindNames();
                parsed.Render(golden.Context.ValueKind == JsonValueKind.Object ? golden.Context : default, TestContext.Current.CancellationToken);
                rendered++;
            }
            catch (JinjaException)
            {
                failed++;
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                Assert.Fail($"Template {i}: {JsonSerializer.Serialize(template)}\n{error}");
            }
        }

        output.WriteLine($"{count} templates: {rendered} rendered, {failed} refused");
    }

    [Theory]
    [InlineData("{{ ", "(", "", " }}")]
    [InlineData("{{ ", "[", "", " }}")]
    [InlineData("{{ ", "{1:", "", " }}")]
    [InlineData("{{ ", "not ", "1", " }}")]
    [InlineData("{{ ", "-", "1", " }}")]
    [InlineData("{{ 1", "|abs", "", " }}")]
    [InlineData("{{ x", ".a", "", " }}")]
    [InlineData("{{ x", "[0]", "", " }}")]
    [InlineData("{{ x", "()", "", " }}")]
    [InlineData("{{ 1", "+1", "", " }}")]
    [InlineData("{{ 1", "**1", "", " }}")]
    [InlineData("{{ 1", " if 1 else 1", "", " }}")]
    [InlineData("{{ 1", " is odd", "", " }}")]
    [InlineData("", "{% if 1 %}", "", "")]
    [InlineData("", "{% for x in y %}", "", "")]
    [InlineData("", "{% filter upper %}", "", "")]
    [InlineData("", "{% macro m() %}", "", "")]
    [InlineData("{% set ", "(", "x", " = 1 %}")]
    public void DeepNestingDoesNotOverflowTheStack(string start, string repeated, string middle, string end)
    {
        var environment = new JinjaEnvironment(new() { Limits = new() { MaxSourceLength = int.MaxValue } });
        var template = start + string.Concat(Enumerable.Repeat(repeated, 100_000)) + middle + end;

        var error = Assert.Throws<JinjaException>(() => environment.Parse(template).Render(default(JsonElement), TestContext.Current.CancellationToken));

        Assert.True(error.Kind is JinjaErrorKind.Limit or JinjaErrorKind.Syntax, error.Message);
    }

    private static string Damage(string template, string other, Random random)
    {
        for (var edits = random.Next(1, 5); edits > 0; edits--)
        {
            var at = random.Next(template.Length + 1);
            var length = Math.Min(random.Next(6), template.Length - at);
            template = random.Next(6) switch
            {
                0 => template.Remove(at, length),
                1 => template.Insert(at, Pieces[random.Next(Pieces.Length)]),
                2 => template.Remove(at, length).Insert(at, Pieces[random.Next(Pieces.Length)]),
                3 => template.Insert(at, template.Substring(at, length)),
                4 => template.Insert(at, Piece(other, random)),
                _ => template.Insert(at, ((char)random.Next(0, 0x3000)).ToString()),
            };
        }

        return template;
    }

    private static string Piece(string text, Random random)
    {
        var from = random.Next(text.Length + 1);
        return text.Substring(from, Math.Min(12, text.Length - from));
    }
}
