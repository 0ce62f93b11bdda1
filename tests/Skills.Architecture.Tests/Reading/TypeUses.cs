using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Skills.Architecture.Tests.Reading;

/// <summary>Compiles sources in memory and finds which type each name in them means.</summary>
internal static class TypeUses
{
    private static readonly string[] ImplicitUsings =
        ["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks"];

    /// <summary>Finds the uses in and between projects.</summary>
    /// <param name="projects">The projects, each after those it references.</param>
    public static IReadOnlyList<TypeUse> Find(IReadOnlyList<SourceProject> projects)
    {
        var frameworks = Frameworks();
        var files = projects.SelectMany(static p => p.Files).ToDictionary(static f => f.FullPath);
        var compilations = new List<CSharpCompilation>();
        foreach (var project in projects)
        {
            // What the source generators would add is missing, so a few names stay unknown. All others are found.
            compilations.Add(CSharpCompilation.Create(
                project.Name,
                project.Files.Select(Parse).Append(Globals(project)),
                [.. frameworks, .. compilations.Select(static c => c.ToMetadataReference())],
                new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true)));
        }

        return [.. compilations
            .SelectMany(static c => c.SyntaxTrees.Select(tree => (Compilation: c, Tree: tree)))
            .Where(pair => files.ContainsKey(pair.Tree.FilePath))
            .AsParallel()
            .SelectMany(pair => FindIn(pair.Compilation.GetSemanticModel(pair.Tree), files))
            .Distinct()];
    }

    /// <summary>Parses one file.</summary>
    public static SyntaxTree Parse(SourceFile file) => CSharpSyntaxTree.ParseText(file.Text, new(LanguageVersion.Preview), file.FullPath);

    private static IEnumerable<TypeUse> FindIn(SemanticModel model, Dictionary<string, SourceFile> files)
    {
        var from = files[model.SyntaxTree.FilePath];
        foreach (var node in model.SyntaxTree.GetRoot().DescendantNodes())
        {
            if (node is SimpleNameSyntax or BaseObjectCreationExpressionSyntax
                && TypeOf(model.GetSymbolInfo(node)) is { } type
                && type.DeclaringSyntaxReferences.FirstOrDefault()?.SyntaxTree.FilePath is { } path
                && files.TryGetValue(path, out var to)
                && to != from)
            {
                yield return new(from, to, type.Name);
            }
        }
    }

    private static INamedTypeSymbol? TypeOf(SymbolInfo info)
    {
        var symbol = info.Symbol ?? info.CandidateSymbols.FirstOrDefault();
        symbol = symbol is IMethodSymbol { ReducedFrom: { } extension } ? extension : symbol;
        return symbol switch
        {
            INamedTypeSymbol type => type.OriginalDefinition,
            IMethodSymbol or IPropertySymbol or IFieldSymbol or IEventSymbol => symbol.ContainingType?.OriginalDefinition,
            _ => null,
        };
    }

    private static SyntaxTree Globals(SourceProject project) => CSharpSyntaxTree.ParseText(
        string.Concat(ImplicitUsings.Concat(project.Usings).Select(static u => $"global using {u};")), new(LanguageVersion.Preview), "globals.cs");

    // Everything on this test's own path but the product itself, which is compiled from source.
    private static List<PortableExecutableReference> Frameworks() => [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator)
        .Where(static path => !Path.GetFileName(path).StartsWith("Skills.", StringComparison.Ordinal))
        .Select(static path => MetadataReference.CreateFromFile(path))];
}
