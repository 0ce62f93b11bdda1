namespace Skills.Jinja.Tests;

public sealed class GeneratedTextTests
{
    [Theory]
    [InlineData("user{% generation %} hello{% endgeneration %} user{% generation %}!{% endgeneration %}", " hello|!")]
    [InlineData("a{% generation %}é😀{% endgeneration %}b", "é😀")]
    [InlineData("a{% set kept %}{% generation %}hello{% endgeneration %}{% endset %}b", "")]
    public void TheRangesAreThoseOfTheText(string template, string generated)
    {
        var text = new JinjaEnvironment(JinjaOptions.ForChatTemplates()).Parse(template)
            .Render(new Dictionary<string, object?>(), out var ranges, TestContext.Current.CancellationToken);

        Assert.Equal(generated, string.Join('|', ranges.Select(range => text[range])));
    }
}
