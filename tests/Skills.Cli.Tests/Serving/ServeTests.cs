using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Skills.Cli.App;
using Skills.Cli.Shell;
using Skills.Cli.Tests.Support;

namespace Skills.Cli.Tests.Serving;

public sealed class ServeTests
{
    [Fact]
    public async Task SkillsAreServedToThisMachineAndChangedFilesAreTakenOver()
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", SampleText.Greeting);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var written = new StringWriter();
        var output = TextWriter.Synchronized(written);
        var host = new CliHost { Folder = place.Folder, In = TextReader.Null, Out = output, Error = TextWriter.Null, Variables = place.Variables };

        var run = SkillsProgram.RunAsync(["serve", "--port", "0", "--dry", "--watch"], host, stop.Token);
        await Eventually.HoldsAsync(() => Address().Length > 0, "The server did not start.");
        using var client = new HttpClient();
        var answer = await client.PostAsJsonAsync(new Uri(Address() + "/greeting"), new { name = "Ada" }, TestContext.Current.CancellationToken);
        using var foreign = new HttpRequestMessage(HttpMethod.Get, Address()) { Headers = { Host = "evil.example" } };
        var refused = await client.SendAsync(foreign, TestContext.Current.CancellationToken);
        place.Write("skills/second.skill.yaml", SampleText.Greeting.Replace("name: greeting", "name: second", StringComparison.Ordinal));
        await Eventually.HoldsAsync(async () => (await client.GetAsync(new Uri(Address() + "/second"), TestContext.Current.CancellationToken)).IsSuccessStatusCode, "The new file was not taken over.");
        var dashboard = await client.GetStringAsync(new Uri(Address() + "-ui/api/skills/greeting"), TestContext.Current.CancellationToken);
        await stop.CancelAsync();

        Assert.Equal(0, await Eventually.EndsAsync(run));
        Assert.Equal("Hello, Ada!", (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("greeting").GetString());
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("\"canKeep\":true", dashboard, StringComparison.Ordinal);
        Assert.StartsWith("http://127.0.0.1:", written.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(":5000/", written.ToString(), StringComparison.Ordinal);

        string Address()
        {
            lock (output)
            {
                return written.ToString().Trim();
            }
        }
    }

    [Fact]
    public async Task APortOutOfItsRangeIsAUsageError()
    {
        using var place = new Workplace();

        (await place.RunAsync("serve", "--port", "70000")).Exits(2);
    }
}
