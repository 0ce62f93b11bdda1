using System.Text;

namespace Skills.Engine.Tests.Models;

/// <summary>Estimates of media by the formulas that vendors document.</summary>
public sealed class MediaTokensTests
{
    private static readonly ModelDefinition Claude = new() { Id = "claude-x", Provider = "anthropic" };
    private static readonly ModelDefinition Gpt = new() { Id = "gpt-x", Provider = "openai" };
    private static readonly ModelDefinition GptMini = new() { Id = "gpt-x-mini", Provider = "openai" };
    private static readonly ModelDefinition Gpt4oMini = new() { Id = "gpt-4o-mini", Provider = "openai" };
    private static readonly ModelDefinition Gemini = new() { Id = "gemini-x", Provider = "google" };

    [Theory]
    [InlineData(1000, 1000, 1334, 765, 1120)]
    [InlineData(200, 200, 54, 255, 1120)]
    [InlineData(4096, 8192, 4424, 1105, 17028)]
    public void ImagesCostByTheirSize(int width, int height, int anthropic, int openai, int google)
    {
        foreach (var image in new[] { Png(width, height), Gif(width, height), Jpeg(width, height), WebPLossy(width, height), WebPExtended(width, height) })
        {
            Assert.Equal(anthropic, TokenEstimator.EstimateMedia(image, Claude));
            Assert.Equal(openai, TokenEstimator.EstimateMedia(image, Gpt));
            Assert.Equal(google, TokenEstimator.EstimateMedia(image, Gemini));
            Assert.Equal(Math.Max(anthropic, Math.Max(openai, google)), TokenEstimator.EstimateMedia(image));
        }
    }

    [Fact]
    public void SmallModelsOfOpenAICountInTheirOwnWay()
    {
        Assert.Equal((int)Math.Ceiling(1024 * 1.72), TokenEstimator.EstimateMedia(Png(1024, 1024), GptMini));
        Assert.Equal(2833 + (4 * 5667), TokenEstimator.EstimateMedia(Png(1024, 1024), Gpt4oMini));
    }

    [Theory]
    [InlineData("data:image/png;base64,AAAA")]
    [InlineData("https://a.example/b.png")]
    [InlineData("data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAAAAAAA")]
    public void AnImageOfUnknownSizeCountsAsALargeOne(string url) => Assert.Equal(1600, TokenEstimator.EstimateMedia(new(url, "image/png")));

    [Theory]
    [InlineData("<< /Type /Pages /Count 3 >> << /Type /Page >> <</Type/Page>> <</Type /Page/Parent 1 0 R>>", 3)]
    [InlineData("no page is seen", 1)]
    public void DocumentsCostByThePage(string content, int pages)
    {
        var pdf = ModelMedia.FromBytes(Encoding.ASCII.GetBytes(content), "application/pdf");

        Assert.Equal(pages * 3000, TokenEstimator.EstimateMedia(pdf, Claude));
        Assert.Equal(pages * 560, TokenEstimator.EstimateMedia(pdf, Gemini));
        Assert.Equal(pages * 2300, TokenEstimator.EstimateMedia(pdf, Gpt));
    }

    [Fact]
    public void PagesThatAreNotSeenAreTakenFromTheSize()
    {
        Assert.Equal(3 * 560, TokenEstimator.EstimateMedia(ModelMedia.FromBytes(new byte[120_000], "application/pdf"), Gemini));
        Assert.Equal(10 * 3000, TokenEstimator.EstimateMedia(new("https://a.example/b.pdf", "application/pdf")));
    }

    [Fact]
    public void RecordingsCostByTheSecond()
    {
        var wav = new byte[44 + (16_000 * 5)];
        "RIFF"u8.CopyTo(wav);
        BitConverter.TryWriteBytes(wav.AsSpan(28), 16_000);

        Assert.Equal(6 * 32, TokenEstimator.EstimateMedia(ModelMedia.FromBytes(wav, "audio/wav"), Gemini));
        Assert.Equal(6 * 10, TokenEstimator.EstimateMedia(ModelMedia.FromBytes(wav, "audio/wav"), Gpt));
        Assert.Equal(3 * 32, TokenEstimator.EstimateMedia(ModelMedia.FromBytes(new byte[16_000], "audio/mpeg"), Gemini));
        Assert.Equal(60 * 32, TokenEstimator.EstimateMedia(new("https://a.example/b.mp3", "audio/mpeg")));
    }

    [Fact]
    public void HostileHeadersNeverThrow()
    {
        var random = new Random(21);
        byte[][] beginnings = [[0x89, (byte)'P', (byte)'N', (byte)'G'], [(byte)'G', (byte)'I', (byte)'F'], [0xFF, 0xD8, 0xFF], [(byte)'R', (byte)'I', (byte)'F', (byte)'F'], [0xFF, 0xD8]];
        string[] types = ["image/png", "application/pdf", "audio/wav"];
        for (var i = 0; i < 3000; i++)
        {
            var bytes = new byte[random.Next(60)];
            random.NextBytes(bytes);
            var tokens = TokenEstimator.EstimateMedia(ModelMedia.FromBytes([.. beginnings[i % beginnings.Length], .. bytes], types[i % types.Length]));

            Assert.True(tokens > 0);
        }
    }

    private static ModelMedia Png(int width, int height) => ModelMedia.FromBytes([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0, 0, 0, 13, .. "IHDR"u8, .. Big(width), .. Big(height), 8, 6, 0, 0, 0], "image/png");

    private static ModelMedia Gif(int width, int height) => ModelMedia.FromBytes([.. "GIF89a"u8, .. Little(width), .. Little(height), 0, 0, 0], "image/gif");

    // A table of more than 20 KB comes before the frame, as the preview of a camera does.
    private static ModelMedia Jpeg(int width, int height) => ModelMedia.FromBytes(
        [0xFF, 0xD8, 0xFF, 0xE1, 0x50, 0x02, .. new byte[0x5000], 0xFF, 0xC4, 0, 3, 0, 0xFF, 0xC2, 0, 17, 8, .. Big(height)[2..], .. Big(width)[2..], 3, 0, 0, 0], "image/jpeg");

    private static ModelMedia WebPLossy(int width, int height) => ModelMedia.FromBytes([.. "RIFF"u8, 0, 0, 0, 0, .. "WEBPVP8 "u8, 0, 0, 0, 0, 0, 0, 0, 0x9D, 1, 0x2A, .. Little(width), .. Little(height), 0], "image/webp");

    private static ModelMedia WebPExtended(int width, int height) => ModelMedia.FromBytes(
        [.. "RIFF"u8, 0, 0, 0, 0, .. "WEBPVP8X"u8, 10, 0, 0, 0, 0, 0, 0, 0, .. BitConverter.GetBytes(width - 1)[..3], .. BitConverter.GetBytes(height - 1)[..3]], "image/webp");

    private static byte[] Big(int number) => [.. BitConverter.GetBytes(number).Reverse()];

    private static byte[] Little(int number) => BitConverter.GetBytes(number)[..2];
}
