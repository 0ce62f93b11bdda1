namespace Skills.Docs.Tests.Reference;

/// <summary>The page of options is that of the code: every public options class, every property, its default and its documentation.</summary>
public sealed class OptionsPageTests
{
    private const string Page = "docs/options.md";

    [Fact]
    public void TheSectionsAreThoseOfTheCode() => Assert.Equal(OptionsPage.Sections(), GeneratedPart.Text(Page, "sections", OptionsPage.Sections()));

    [Fact]
    public void TheOptionsInCodeAreThoseOfTheCode() => Assert.Equal(OptionsPage.InCode(), GeneratedPart.Text(Page, "options in code", OptionsPage.InCode()));
}
