using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Skills.Engine.Generators.Reading;

namespace Skills.Engine.Generators.Classes;

/// <summary>A class with <c>[SkillFile]</c>, compared by value.</summary>
/// <param name="Namespace">Its namespace; empty for the global one.</param>
/// <param name="Name">Its name.</param>
/// <param name="Outer">The declarations of the types around it, from the outermost.</param>
/// <param name="File">What the attribute names.</param>
/// <param name="Folder">The folder of the source file, with slashes.</param>
/// <param name="Fault">Why it cannot be a client; null when it can.</param>
/// <param name="Place">Where the attribute is.</param>
internal sealed record ClientClass(string Namespace, string Name, ValueList<string> Outer, string File, string Folder, string? Fault, SourcePlace Place)
{
    public static ClientClass Of(GeneratorAttributeSyntaxContext context)
    {
        var type = (INamedTypeSymbol)context.TargetSymbol;
        var declaration = (ClassDeclarationSyntax)context.TargetNode;
        var attribute = context.Attributes[0];
        var syntax = attribute.ApplicationSyntaxReference?.GetSyntax() ?? declaration;
        var file = attribute.ConstructorArguments.FirstOrDefault().Value as string ?? "";
        var path = declaration.SyntaxTree.FilePath.Replace('\\', '/');
        return new(
            type.ContainingNamespace is { IsGlobalNamespace: false } space ? space.ToDisplayString() : "",
            type.Name,
            new([.. Outers(declaration).Select(static o => $"partial {Keyword(o)} {o.Identifier.Text}{o.TypeParameterList}")]),
            file.Replace('\\', '/'),
            path.Substring(0, Math.Max(0, path.LastIndexOf('/'))),
            FaultOf(type, declaration),
            SourcePlace.Of(syntax));
    }

    private static IEnumerable<TypeDeclarationSyntax> Outers(ClassDeclarationSyntax declaration) => declaration.Ancestors().OfType<TypeDeclarationSyntax>().Reverse();

    private static string Keyword(TypeDeclarationSyntax type) => type is RecordDeclarationSyntax { ClassOrStructKeyword.RawKind: (int)SyntaxKind.StructKeyword } ? "record struct" : type.Keyword.Text;

    private static string? FaultOf(INamedTypeSymbol type, ClassDeclarationSyntax declaration)
    {
        if (Outers(declaration).Append(declaration).FirstOrDefault(static t => !t.Modifiers.Any(SyntaxKind.PartialKeyword)) is { } whole)
        {
            return $"'{whole.Identifier.Text}' must be partial, so that its client can be generated.";
        }

        return type.IsStatic || type.IsAbstract || type.Arity > 0 ? $"'{type.Name}' must not be static, abstract or generic, so that its client can be generated." : null;
    }
}

/// <summary>A place in a source file, without the tree that it is in.</summary>
internal sealed record SourcePlace(string Path, TextSpan Span, LinePositionSpan Lines)
{
    public static SourcePlace Of(SyntaxNode node) => new(node.SyntaxTree.FilePath, node.Span, node.SyntaxTree.GetLineSpan(node.Span).Span);

    public Location Location => Location.Create(Path, Span, Lines);
}
