using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace Skills.Mutants;

/// <summary>Compiles a project as its build did, with one change.</summary>
internal sealed class MutantCompiler
{
    private readonly CSharpCommandLineArguments _arguments;
    private readonly Dictionary<string, SyntaxTree> _trees;
    private readonly CSharpCompilation _sound;
    private readonly byte[] _soundBytes;

    /// <summary>Compiles the project without a change.</summary>
    /// <param name="project">The folder of the project. It was built with <c>CommandLine.targets</c>.</param>
    /// <exception cref="InvalidOperationException">It does not compile.</exception>
    public MutantCompiler(string project)
    {
        var lines = File.ReadAllLines(Path.Combine(project, "obj/compiler-arguments.txt"));
        _arguments = CSharpCommandLineParser.Default.Parse(lines.SelectMany(static l => CommandLineParser.SplitCommandLineIntoArguments(l, removeHashComments: false)), project, sdkDirectory: null);

        // What the generators wrote during the build is read as source.
        var sources = _arguments.SourceFiles.Select(static f => f.Path);
        var generated = Path.Combine(project, "obj/Release/net10.0/generated");
        var all = Directory.Exists(generated) ? sources.Concat(Directory.EnumerateFiles(generated, "*.cs", SearchOption.AllDirectories)) : sources;
        _trees = all.Distinct(StringComparer.Ordinal).ToDictionary(static p => p, p => Parse(p, SourceText.From(File.ReadAllText(p), Encoding.UTF8)), StringComparer.Ordinal);
        var options = _arguments.CompilationOptions.WithGeneralDiagnosticOption(ReportDiagnostic.Default).WithSpecificDiagnosticOptions([]);
        var references = _arguments.MetadataReferences.Select(r => (MetadataReference)MetadataReference.CreateFromFile(Path.Combine(project, r.Reference), r.Properties));
        _sound = CSharpCompilation.Create(_arguments.CompilationName, _trees.Values, references, options);
        _soundBytes = Emit(_sound, out var problem) ?? throw new InvalidOperationException($"The project does not compile: {problem}");
    }

    /// <summary>The sources in some folders or files of the project, without those that only write to the log.</summary>
    public IEnumerable<SyntaxTree> Sources(string project, IReadOnlyList<string> rooms) =>
        from tree in _arguments.SourceFiles.Select(f => _trees[f.Path])
        let path = Path.GetRelativePath(project, tree.FilePath)
        where !path.StartsWith("obj/", StringComparison.Ordinal) && !path.EndsWith("Log.cs", StringComparison.Ordinal)
        where rooms.Count == 0 || rooms.Any(r => path.StartsWith(r + "/", StringComparison.Ordinal))
        orderby path
        select tree;

    /// <summary>Compiles with one change.</summary>
    /// <returns>The library; null where it does not compile, or to the same code.</returns>
    public byte[]? Compile(Mutation mutation)
    {
        var tree = _trees[mutation.File];
        var changed = Parse(mutation.File, tree.GetText().WithChanges(new TextChange(mutation.Span, mutation.Text)));
        var bytes = Emit(_sound.ReplaceSyntaxTree(tree, changed), out _);
        return bytes is null || bytes.AsSpan().SequenceEqual(_soundBytes) ? null : bytes;
    }

    private SyntaxTree Parse(string path, SourceText text) => CSharpSyntaxTree.ParseText(text, _arguments.ParseOptions, path);

    private byte[]? Emit(CSharpCompilation compilation, out string? problem)
    {
        using var library = new MemoryStream();
        var result = compilation.Emit(library, manifestResources: _arguments.ManifestResources, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.Embedded));
        problem = result.Diagnostics.FirstOrDefault(static d => d.Severity == DiagnosticSeverity.Error)?.ToString();
        return result.Success ? library.ToArray() : null;
    }
}
