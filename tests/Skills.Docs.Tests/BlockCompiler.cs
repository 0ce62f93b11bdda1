using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Skills.Engine.Generators;

namespace Skills.Docs.Tests;

/// <summary>Compiles blocks as printed. A program gets the implicit usings of the Web SDK only; a fragment also the names of its page in <c>Ambient</c>.</summary>
internal static class BlockCompiler
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Net.Http.Json;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Hosting;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.AspNetCore.Routing;
        global using Microsoft.Extensions.Configuration;
        global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging;
        """;

    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Latest);

    private static readonly ImmutableArray<MetadataReference> References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static p => Path.GetFileName(p) is not ("Skills.Docs.Tests.dll" or "Skills.Engine.Generators.dll") && !Path.GetFileName(p).StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal))
            .Select(static p => MetadataReference.CreateFromFile(p))];

    /// <summary>The errors, each with the line of the page.</summary>
    public static IReadOnlyList<string> Errors(Block block) =>
        [.. Compile(block).GetDiagnostics(TestContext.Current.CancellationToken).Where(static d => d.Severity == DiagnosticSeverity.Error).Select(d => Describe(block, d))];

    /// <summary>Runs a program and returns what it prints.</summary>
    public static async Task<string> RunAsync(Block block)
    {
        using var image = new MemoryStream();
        Assert.True(Compile(block).Emit(image, cancellationToken: TestContext.Current.CancellationToken).Success, $"{block.Page}:{block.Line} does not compile.");
        var main = Assembly.Load(image.ToArray()).EntryPoint!;
        var (before, printed) = (Console.Out, new StringWriter());
        Console.SetOut(printed);
        try
        {
            if (main.Invoke(null, main.GetParameters().Length == 0 ? [] : [Array.Empty<string>()]) is Task task)
            {
                await task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            }
        }
        finally
        {
            Console.SetOut(before);
        }

        return printed.ToString();
    }

    private static Compilation Compile(Block block)
    {
        var code = CSharpSyntaxTree.ParseText(block.Text, Parsing, block.Page);
        var isExe = code.GetCompilationUnitRoot().Members.Any(static m => m is GlobalStatementSyntax);
        var compilation = CSharpCompilation.Create(
            "Block" + block.Line,
            [code, .. Ambient(block).Append(ImplicitUsings).Select(static t => CSharpSyntaxTree.ParseText(t, Parsing))],
            References,
            new(isExe ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        if (!compilation.SyntaxTrees.Any(static t => t.ToString().Contains("[SkillFile(", StringComparison.Ordinal)))
        {
            return compilation;
        }

        var files = Block.Of(block.Page).Where(static b => b.Info.StartsWith("yaml ", StringComparison.Ordinal)).Select(static b => (AdditionalText)new Text(b.Info[5..], b.Text))
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "samples", "skills"), "*.skill.yaml", SearchOption.AllDirectories).Select(static f => new Text(f, File.ReadAllText(f))));
        CSharpGeneratorDriver.Create([new SkillClientGenerator().AsSourceGenerator()], [.. files], Parsing).RunGeneratorsAndUpdateCompilation(compilation, out var compiled, out _, TestContext.Current.CancellationToken);
        return compiled;
    }

    // A page that declares what its fragments use replaces nothing of the common names but the builder.
    private static IEnumerable<string> Ambient(Block block)
    {
        if (block.IsProgram)
        {
            yield break;
        }

        var folder = Path.Combine(AppContext.BaseDirectory, "Ambient");
        yield return File.ReadAllText(Path.Combine(folder, "Common.cs"));
        var own = Path.Combine(folder, block.Page[..^3].Replace('/', '.') + ".cs");
        var text = File.Exists(own) ? File.ReadAllText(own) : "";
        if (!text.Contains(" builder =>", StringComparison.Ordinal))
        {
            yield return File.ReadAllText(Path.Combine(folder, "Host.cs"));
        }

        // A block that declares a type of the page is the declaration.
        var declared = CSharpSyntaxTree.ParseText(block.Text, Parsing).GetCompilationUnitRoot().Members.OfType<BaseTypeDeclarationSyntax>().Select(static t => t.Identifier.Text).ToHashSet();
        var unit = CSharpSyntaxTree.ParseText(text, Parsing).GetCompilationUnitRoot();
        yield return unit.RemoveNodes(unit.Members.OfType<BaseTypeDeclarationSyntax>().Where(t => declared.Contains(t.Identifier.Text)), SyntaxRemoveOptions.KeepNoTrivia)!.ToFullString();
    }

    private static string Describe(Block block, Diagnostic error)
    {
        var place = error.Location.GetLineSpan();
        var line = place.Path == block.Page ? block.Line + place.StartLinePosition.Line : 0;
        return $"{block.Page}:{line}: {error.Id} {error.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}";
    }

    private sealed class Text(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }
}
