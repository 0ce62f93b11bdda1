using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Skills.Engine.AspNetCore.Tests;

/// <summary>The document before a public validator from npm: with <c>CI=true</c> or <c>SKILLS_NPM=1</c>, and then npm must be there and able to install it.</summary>
public sealed class OpenApiValidatorTests
{
    [Theory]
    [InlineData("/skills", "")]
    [InlineData("/api/v1/ai", "/site")]
    public async Task ThePublicValidatorTakesTheDocument(string pattern, string pathBase)
    {
        var wanted = Environment.GetEnvironmentVariable("CI") == "true" || Environment.GetEnvironmentVariable("SKILLS_NPM") == "1";
        Assert.SkipUnless(wanted, "Set SKILLS_NPM=1 to check the OpenAPI document with a validator from npm.");
        var folder = Directory.CreateTempSubdirectory("skills-openapi-").FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Validator")))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        var installed = await RunAsync("npm", folder, "ci", "--no-audit", "--no-fund", "--silent");
        Assert.True(installed.Status == 0, $"npm could not install the validator: {installed.Output}");
        await using var host = await TestHost.StartAsync(pattern: pattern, pipeline: app => Microsoft.AspNetCore.Builder.UsePathBaseExtensions.UsePathBase(app, pathBase));
        // The validator follows "$ref" inside const too, where it is a value like any other; that one is taken out.
        var document = (await host.GetAsync($"{pathBase}{pattern}/openapi.json")).Body;
        var taken = Regex.Replace(document, @"\{\s*""const"":\s*\{\s*""\$ref"":\s*""[^""]*""\s*\}\s*\}", "{}");
        Assert.NotEqual(document, taken);
        await File.WriteAllTextAsync(Path.Combine(folder, "openapi.json"), taken, TestContext.Current.CancellationToken);

        var (status, output) = await RunAsync("node", folder, "validate.mjs", "openapi.json");

        Assert.True(status == 0, output);
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<(int Status, string Output)> RunAsync(string program, string folder, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
            var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return (process.ExitCode, await output + await errors);
        }
        catch (Win32Exception e)
        {
            return (-1, e.Message);
        }
    }
}
