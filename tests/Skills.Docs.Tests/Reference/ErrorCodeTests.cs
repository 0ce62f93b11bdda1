using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Skills.Engine;
using Skills.Jinja;

namespace Skills.Docs.Tests.Reference;

/// <summary>The page of error codes names every code of the source, and no other.</summary>
public sealed partial class ErrorCodeTests
{
    // Parts of cache keys have names of the same form.
    private static readonly string[] OtherNames = ["CacheKey.cs", "CacheKeyExplainer.cs"];

    // The place of a finding in a composed skill, and a default that an own renderer may replace.
    private static readonly string[] Places = ["output.value"];

    // One row stands for a code of each keyword or rule.
    private static readonly string[] Families = ["input", "output", "rules"];

    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "errors.md"));

    private static readonly SortedSet<string> Documented = new(Code().Matches(Page).Select(static m => m.Groups["code"].Value), StringComparer.Ordinal);

    public static TheoryData<string> Codes => [.. Literals().Concat(OfKinds()).Distinct().Order(StringComparer.Ordinal)];

    public static TheoryData<string> DocumentedCodes => [.. Documented];

    [Theory]
    [MemberData(nameof(Codes))]
    public void EveryCodeIsDocumented(string code) => Assert.Contains(code, Documented);

    [Theory]
    [MemberData(nameof(DocumentedCodes))]
    public void EveryDocumentedCodeIsInTheSource(string code)
    {
        var known = Literals().Concat(OfKinds()).ToHashSet();
        if (known.Contains(code))
        {
            return;
        }

        var (family, name) = (code.Split('.')[0], code.Split('.')[1]);
        Assert.Contains(family, Families);
        Assert.Contains($"\"{name}\"", string.Concat(Sources().Where(static f => f.Contains("Rules", StringComparison.Ordinal) || f.Contains("JsonSchema", StringComparison.Ordinal) || f.Contains("Inputs", StringComparison.Ordinal)).Select(File.ReadAllText)), StringComparison.Ordinal);
    }

    [Fact]
    public void TheFamiliesHaveARow() => Assert.All(new[] { "`input.<keyword>`", "`output.<keyword>`", "`rules.<type>`" }, static row => Assert.Contains(row, Page, StringComparison.Ordinal));

    [Fact]
    public void ThereAreManyCodes() => Assert.InRange(Codes.Count, 60, 500);

    private static IEnumerable<string> OfKinds() =>
    [
        .. Enum.GetNames<ModelErrorKind>().Where(static k => k is not (nameof(ModelErrorKind.Canceled))).Select(static k => "model." + JsonNamingPolicy.SnakeCaseLower.ConvertName(k)),
        .. Enum.GetNames<JinjaErrorKind>().Select(static k => "template." + JsonNamingPolicy.SnakeCaseLower.ConvertName(k)),
    ];

    private static IEnumerable<string> Literals() => Found.Value;

    private static readonly Lazy<IReadOnlyList<string>> Found = new(static () =>
        [.. Sources().Where(static f => !OtherNames.Contains(Path.GetFileName(f))).SelectMany(LiteralsOf).Distinct().Except(Places)]);

    private static IEnumerable<string> LiteralsOf(string file) =>
        CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetRoot().DescendantNodes().OfType<LiteralExpressionSyntax>()
            .Where(static l => l.IsKind(SyntaxKind.StringLiteralExpression)).Select(static l => l.Token.ValueText).Where(static t => Whole().IsMatch(t));

    private static IEnumerable<string> Sources() =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(static f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    [GeneratedRegex(@"`(?<code>(input|output|template|model|skill|middleware|rules|prompt|budget|composition|execution|batch|tools)\.[a-z_]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"^(input|output|template|model|skill|middleware|rules|prompt|budget|composition|execution|batch|tools)\.(?!yaml$|yml$|txt$|md$|json$)[a-z_]+$")]
    private static partial Regex Whole();
}
