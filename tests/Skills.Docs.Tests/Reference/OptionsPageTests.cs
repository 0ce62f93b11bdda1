namespace Skills.Docs.Tests.Reference;

/// <summary>The page of options is that of the code: every public options class, every property, its default and its documentation.</summary>
public sealed class OptionsPageTests
{
    private const string Page = "docs/options.md";

    [Fact]
    public void TheSectionsAreThoseOfTheCode() => GeneratedPart.Check(Page, "sections", OptionsPage.Sections());

    [Fact]
    public void TheOptionsInCodeAreThoseOfTheCode() => GeneratedPart.Check(Page, "options in code", OptionsPage.InCode());
}
