using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Skills.Engine.Generators.Tests;

/// <summary>Runs the generator over sources and files in memory.</summary>
internal static class Compilations
{
    private static readonly ImmutableArray<MetadataReference> References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(static p => MetadataReference.CreateFromFile(p))];

    public static CSharpParseOptions Parsing { get; } = new(LanguageVersion.Latest);

    public static CSharpCompilation Of(params string[] sources) => CSharpCompilation.Create(
        "Sample",
        sources.Select(static (s, i) => CSharpSyntaxTree.ParseText(s, Parsing, $"/project/Source{i}.cs")),
        References,
        new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, warningLevel: 9999));

    public static GeneratorDriver Driver(params (string Name, string Text)[] files) => CSharpGeneratorDriver.Create(
        [new SkillClientGenerator().AsSourceGenerator()],
        [.. files.Select(static f => new SkillFileText("/project/" + f.Name, f.Text))],
        Parsing,
        new ProjectOptions(),
        new(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>Compiles with the generator.</summary>
    /// <returns>What the generator and the compiler found, warnings included.</returns>
    public static IReadOnlyList<Diagnostic> Compile(string source, params (string Name, string Text)[] files)
    {
        Driver(files).RunGeneratorsAndUpdateCompilation(Of(source), out var compiled, out var found, TestContext.Current.CancellationToken);
        return [.. found, .. compiled.GetDiagnostics(TestContext.Current.CancellationToken).Where(static d => d.Severity >= Microsoft.CodeAnalysis.DiagnosticSeverity.Warning)];
    }

    public static string Source(string file, string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, file, name));

    /// <summary>The repository's folder.</summary>
    public static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Skills.Engine.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests must run inside the repository.");
    }

    internal sealed class SkillFileText(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }

    private sealed class ProjectOptions : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Values(new() { ["build_property.ProjectDir"] = "/project/", ["build_property.RootNamespace"] = "Sample" });

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => new Values([]);

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) =>
            new Values(textFile.Path.Contains("/all/", StringComparison.Ordinal) ? new() { ["build_metadata.AdditionalFiles.SkillClient"] = "true" } : []);
    }

    private sealed class Values(Dictionary<string, string> values) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value) => values.TryGetValue(key, out value);
    }
}
