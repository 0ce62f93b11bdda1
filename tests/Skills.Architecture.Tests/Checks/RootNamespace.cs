using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Skills.Architecture.Tests.Reading;

namespace Skills.Architecture.Tests.Checks;

/// <summary>Finds internal types in a project's root namespace, which is for public contracts.</summary>
internal static class RootNamespace
{
    // Names that MSBuild or the compiler demand, and the entry point of a program.
    private static readonly string[] Expected = ["Program"];

    /// <summary>Returns each as <c>project: type</c>.</summary>
    public static IEnumerable<string> InternalTypes(IEnumerable<SourceProject> projects) => projects
        .SelectMany(static p => p.Files)
        .SelectMany(file => TypeUses.Parse(file).GetRoot().DescendantNodes(static n => n is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
            .OfType<MemberDeclarationSyntax>()
            .Where(static m => m is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax)
            .Where(static m => !m.Modifiers.Any(SyntaxKind.PublicKeyword) && !m.Modifiers.Any(SyntaxKind.FileKeyword))
            .Where(m => IsRoot(m.Parent, file.Project))
            .Select(m => $"{file.Project}: {NameOf(m)}"))
        .Where(static found => !Expected.Any(e => found.EndsWith(": " + e, StringComparison.Ordinal)))
        .Distinct();

    // Several projects put their public types in Skills.Engine, so that a user needs one using.
    private static bool IsRoot(SyntaxNode? parent, string project) =>
        parent is not BaseNamespaceDeclarationSyntax space || space.Name.ToString() is var name && (name == project || name == "Skills.Engine");

    private static string NameOf(MemberDeclarationSyntax member) =>
        member is BaseTypeDeclarationSyntax type ? type.Identifier.Text : ((DelegateDeclarationSyntax)member).Identifier.Text;
}
