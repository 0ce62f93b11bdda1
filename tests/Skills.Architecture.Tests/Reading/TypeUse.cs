namespace Skills.Architecture.Tests.Reading;

/// <summary>A place in the source that names a type of the product, or a member of one.</summary>
/// <param name="From">The file that names it.</param>
/// <param name="To">The file that declares the type.</param>
/// <param name="Type">The type's name.</param>
internal sealed record TypeUse(SourceFile From, SourceFile To, string Type);
