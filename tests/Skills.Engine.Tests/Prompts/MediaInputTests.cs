using System.Text.Json;
using Microsoft.Extensions.Options;
using Skills.Engine.Inputs;
using Skills.Engine.Prompts;

namespace Skills.Engine.Tests.Prompts;

/// <summary>Media from inputs, and the limits that they have.</summary>
public sealed class MediaInputTests
{
    private const string Png = "data:image/png;base64,AAAA";

    private static readonly Skill Skill = new() { Id = "s", Name = "s", Messages = [new() { Parts = [new() { MediaInput = "media", CacheBreakpoint = true }] }] };

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    public void AnInputWithoutMediaAddsNone(string value) => Assert.Empty(Render(value));

    [Theory]
    [InlineData($"\"{Png}\"")]
    [InlineData($$"""{"url":"{{Png}}"}""")]
    [InlineData($$"""{"Url":"{{Png}}","MediaType":"image/jpeg","File":null,"Name":null,"CacheBreakpoint":false}""")]
    [InlineData($$"""[{"url":"{{Png}}","mime":"image/png"}]""")]
    public void AnInputHoldsAUrlAnObjectOrAList(string value) => Assert.Equal(new ModelMedia(Png, "image/png") { CacheBreakpoint = true }, Assert.Single(Render(value)));

    [Fact]
    public void OnlyTheLastOfAListIsMarkedForThePromptCache() =>
        Assert.Equal([false, true], Render($"[\"{Png}\",\"{Png}\"]").Select(static m => m.CacheBreakpoint));

    [Theory]
    [InlineData("""{"file":{"provider":"openai","id":"file-1"},"mediaType":"Application/PDF; a=b","name":"a.pdf"}""")]
    [InlineData("""{"File":{"Provider":"openai","Id":"file-1"},"media_type":"application/pdf","Url":"","name":"a.pdf"}""")]
    public void AFileIsTakenByProviderAndId(string value) =>
        Assert.Equal(ModelMedia.FromFile("openai", "file-1", "application/pdf") with { Name = "a.pdf", CacheBreakpoint = true }, Assert.Single(Render(value)));

    [Fact]
    public void BytesBecomeADataUrl() => Assert.Equal(new ModelMedia("data:image/gif;base64,R0lG", "image/gif"), ModelMedia.FromBytes("GIF"u8, "image/gif"));

    [Theory]
    [InlineData("https://a.example/b.jpg?x=1", "image/jpeg")]
    [InlineData("https://a.example/b.pdf#page=2", "application/pdf")]
    [InlineData("https://a.example/b.mp3", "audio/mpeg")]
    [InlineData("https://a.example/b", "image/png")]
    public void TheTypeOfAUrlIsReadFromItsExtension(string url, string type) => Assert.Equal(type, Assert.Single(Render(JsonSerializer.Serialize(url))).MediaType);

    [Theory]
    [InlineData("1", "must be a URL")]
    [InlineData("{}", "must be a URL")]
    [InlineData("""{"url":""}""", "must be a URL")]
    [InlineData("""{"file":{"id":"x"},"mime":"image/png"}""", "needs a provider, an id and a media type")]
    [InlineData("""{"file":{"provider":"openai","id":"x"}}""", "needs a provider, an id and a media type")]
    [InlineData("""[{"file":{"provider":"a","id":"x"},"mime":"image/png"},{"file":{"provider":"b","id":"x"},"mime":"image/png"}]""", "No model can read both")]
    [InlineData("\"http://a.example/b.png\"", "must begin with 'https://'")]
    [InlineData("\"file:///etc/passwd\"", "must begin with 'https://'")]
    [InlineData("\"https://user:word@a.example/b.png\"", "without a user name")]
    [InlineData("\"https://127.0.0.1/b.png\"", "host of a media URL is not allowed")]
    [InlineData("\"https://[::1]/b.png\"", "host of a media URL is not allowed")]
    [InlineData("\"https://2130706433/b.png\"", "host of a media URL is not allowed")]
    [InlineData("\"https://0x7f.1/b.png\"", "host of a media URL is not allowed")]
    [InlineData("\"https://localhost/b.png\"", "host of a media URL is not allowed")]
    [InlineData("\"https://printer.local./b.png\"", "host of a media URL is not allowed")]
    [InlineData("\"https://metadata.google.internal/b.png\"", "host of a media URL is not allowed")]
    [InlineData("\"data:image/png,AAAA\"", "must hold base64")]
    [InlineData("\"data:image/png;base64,A*==\"", "must hold base64")]
    [InlineData("\"data:text/html;base64,AAAA\"", "are not allowed")]
    [InlineData("""{"url":"data:text/html;base64,AAAA","mime":"image/png"}""", "are not allowed")]
    public void OtherValuesAreRefused(string value, string sentence)
    {
        var problem = Assert.Throws<PromptRenderException>(() => Render(value));

        Assert.Equal("template.media", problem.Code);
        Assert.Contains(sentence, problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("passwd", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EachLimitIsNamedWithItsSetting()
    {
        Assert.Contains("Media:MaxCount is 1", Refusal($"[\"{Png}\",\"{Png}\"]", static o => o.MaxCount = 1), StringComparison.Ordinal);
        Assert.Contains("Media:MaxBytes is 2", Refusal($"\"{Png}\"", static o => o.MaxBytes = 2), StringComparison.Ordinal);
        Assert.Contains("Media:MaxTotalBytes is 5", Refusal($"[\"{Png}\",\"{Png}\"]", static o => o.MaxTotalBytes = 5), StringComparison.Ordinal);
        Assert.Contains("Media:MaxUrlLength is 20", Refusal("\"https://a.example/b.png\"", static o => o.MaxUrlLength = 20), StringComparison.Ordinal);
        Assert.Contains("Media:AllowedTypes are image/jpeg", Refusal($"\"{Png}\"", static o => o.AllowedTypes.Add("image/jpeg")), StringComparison.Ordinal);
        Assert.Contains("Media:AllowedHosts", Refusal("\"https://a.example/b.png\"", static o => o.AllowedHosts.Add("*.b.example")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://127.0.0.1/b.png", "127.0.0.1")]
    [InlineData("https://files.b.example/b.png", "*.b.example")]
    [InlineData("https://FILES/b.png", "files")]
    public void AHostThatIsListedIsAllowed(string url, string host) =>
        Assert.Single(Render(JsonSerializer.Serialize(url), o => o.AllowedHosts.Add(host)));

    [Fact]
    public void AnInputThatTheSchemaLacksIsReported()
    {
        var skill = Skill with { InputSchema = JsonElement.Parse("""{"type":"object","properties":{"medium":{}}}""") };

        var problem = Assert.Throws<PromptRenderException>(() => Renderer().Render(skill, JsonElement.Parse("{}"), TestContext.Current.CancellationToken));

        Assert.Equal("template.undeclared", problem.Code);
    }

    [Fact]
    public void TextOfMediaHasNoContent()
    {
        Assert.Equal("image/png (embedded)", new ModelMedia(Png, "image/png").ToString());
        Assert.Equal("image/png (URL)", new ModelMedia("https://a.example/b?key=1", "image/png").ToString());
        Assert.Equal("image/png (file)", ModelMedia.FromFile("openai", "file-1", "image/png").ToString());
    }

    private static string Refusal(string value, Action<SkillMediaOptions> set) => Assert.Throws<PromptRenderException>(() => Render(value, set)).Message;

    private static IReadOnlyList<ModelMedia> Render(string value, Action<SkillMediaOptions>? set = null) =>
        Renderer(set).Render(Skill, JsonElement.Parse($$"""{"media":{{value}}}"""), TestContext.Current.CancellationToken).Messages[0].Media;

    private static PromptRenderer Renderer(Action<SkillMediaOptions>? set = null)
    {
        var options = new SkillsEngineOptions();
        set?.Invoke(options.Media);
        return new(new(new JsonSchemaCompiler(), Options.Create(options)), Options.Create(options));
    }
}
