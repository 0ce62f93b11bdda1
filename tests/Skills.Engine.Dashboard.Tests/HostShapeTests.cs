using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Microsoft.Playwright;

namespace Skills.Engine.Dashboard.Tests;

/// <summary>The dashboard in the shapes of hosts that people have, each in a real browser.</summary>
public sealed class HostShapeTests(Browser browser) : IClassFixture<Browser>
{
    private static readonly SymmetricSecurityKey Key = new(Encoding.ASCII.GetBytes("a key of the tests that is long enough"));

    [Fact]
    public async Task ABareHost()
    {
        await using var host = await DashboardHost.StartAsync(Show);
        await WorksAsync(host, $"{host.Address}skills-ui");
    }

    [Fact]
    public async Task ARootPattern()
    {
        await using var host = await DashboardHost.StartAsync(Show, map: static (app, o) => app.MapSkillsDashboard("/", o));
        await WorksAsync(host, $"{host.Address}");
    }

    [Fact]
    public async Task APathBase()
    {
        await using var host = await DashboardHost.StartAsync(
            Show,
            pipeline: static app =>
            {
                app.UsePathBase("/apps/one");
                app.UseRouting();
            });
        await WorksAsync(host, $"{host.Address}apps/one/skills-ui");
        await WorksAsync(host, $"{host.Address}skills-ui");
    }

    [Fact]
    public async Task AReverseProxyThatRemovesAPrefixAndAPolicy()
    {
        await using var inner = await DashboardHost.StartAsync(Show, AddDoor, static app => app.UseForwardedHeaders(new() { ForwardedHeaders = ForwardedHeaders.All }), static e => e.RequireAuthorization("door"));
        using var shorter = new ReverseProxy(inner.Address, "/tools/skills-ui", "/skills-ui");
        using var renaming = new ReverseProxy(inner.Address, "/other", "/skills-ui");
        await using var outer = await DashboardHost.StartAsync(pipeline: app => app.Use(shorter.HandleAsync).Use(renaming.HandleAsync));

        await WorksAsync(inner, $"{outer.Address}tools/skills-ui", ("X-Door", "open"));
        await WorksAsync(inner, $"{outer.Address}other/", ("X-Door", "open"));
        await using var refused = await browser.OpenRefusedAsync($"{outer.Address}other/");
        Assert.Contains("not signed in", await refused.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AReverseProxyWithoutAPolicyIsRefused()
    {
        await using var inner = await DashboardHost.StartAsync(Show);
        using var proxy = new ReverseProxy(inner.Address, "/tools/ui", "/skills-ui");
        await using var outer = await DashboardHost.StartAsync(pipeline: app => app.Use(proxy.HandleAsync));

        await using var refused = await browser.OpenRefusedAsync($"{outer.Address}tools/ui/");

        Assert.Contains("came through a proxy", await refused.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task BesideMvc()
    {
        await using var host = await DashboardHost.StartAsync(
            Show,
            static (builder, _) => builder.Services.AddControllersWithViews(static o => o.Filters.Add(new AutoValidateAntiforgeryTokenAttribute())).AddApplicationPart(typeof(PlaceController).Assembly),
            static app =>
            {
                app.UseAuthorization();
                app.MapControllerRoute("default", "{controller=Place}/{action=Index}/{id?}");
            });
        await WorksAsync(host, $"{host.Address}skills-ui");
        await using var tab = await browser.OpenRefusedAsync($"{host.Address}");
        Assert.Contains("Index of the controller", await tab.TextAsync(), StringComparison.Ordinal);
        await tab.Page.GotoAsync($"{host.Address}place/show/7");
        Assert.Contains("Place 7", await tab.TextAsync(), StringComparison.Ordinal);
        Assert.Empty(tab.Troubles);
    }

    [Fact]
    public async Task BesideRazorComponents()
    {
        await using var host = await DashboardHost.StartAsync(
            Show,
            static (builder, _) => builder.Services.AddRazorComponents().AddInteractiveServerComponents(),
            static app =>
            {
                app.UseAntiforgery();
                app.MapRazorComponents<BlazorApp>().AddInteractiveServerRenderMode();
            });
        await WorksAsync(host, $"{host.Address}skills-ui");
        await using var tab = await browser.OpenRefusedAsync($"{host.Address}hello/Ada");
        Assert.Contains("Hello Ada from a component", await tab.TextAsync(), StringComparison.Ordinal);
        Assert.Empty(tab.Troubles);
    }

    [Fact]
    public async Task AClassLibraryThatMapsItInAGroup()
    {
        await using var host = await DashboardHost.StartAsync(Show, map: static (app, o) => SomeLibrary.Map(app, o));
        await WorksAsync(host, $"{host.Address}ops/tools/skills");
    }

    [Fact]
    public async Task JwtBearer()
    {
        await using var host = await DashboardHost.StartAsync(ShowByPolicy, AddJwt, endpoints: static e => e.RequireAuthorization("operators"));

        await WorksAsync(host, $"{host.Address}skills-ui", ("Authorization", $"Bearer {Token("operator", "content")}"));
        await RefusedAsync(host, 401, "not signed in");
        await RefusedAsync(host, 403, "do not satisfy the policy", ("Authorization", $"Bearer {Token()}"));
        await using var tab = await browser.OpenAsync($"{host.Address}skills-ui/", headers: ("Authorization", $"Bearer {Token("operator")}"));
        Assert.Contains("content hidden", await tab.Page.Locator("header").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CookiesSendABrowserToTheSignInPageAndAScriptGetsASentence()
    {
        await using var host = await DashboardHost.StartAsync(
            o => o.Policy = "operators",
            static (builder, _) =>
            {
                builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(static c => c.LoginPath = "/sign-in");
                builder.Services.AddAuthorizationBuilder().AddPolicy("operators", static p => p.RequireClaim("operator"));
            },
            static app => app.MapGet("/sign-in", static (HttpContext http) => http.SignInAsync(new ClaimsPrincipal(new ClaimsIdentity([new("operator", "yes"), new(ClaimTypes.Name, "Olga")], "test")))));

        using var response = await host.Client.GetAsync("/skills-ui/", TestContext.Current.CancellationToken);
        Assert.Equal(302, (int)response.StatusCode);
        Assert.Contains("/sign-in", response.Headers.Location!.ToString(), StringComparison.Ordinal);
        await RefusedAsync(host, 401, "not signed in", ("X-Requested-With", "XMLHttpRequest"));

        await using var tab = await browser.OpenRefusedAsync($"{host.Address}sign-in");
        await tab.GoAsync($"{host.Address}skills-ui/");
        Assert.Contains("Olga", await tab.Page.Locator("header").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFallbackPolicyCountsAndAllowAnonymousDoesNotOpenIt()
    {
        await using var host = await DashboardHost.StartAsync(services: static (builder, engine) =>
        {
            AddDoor(builder, engine);
            builder.Services.AddAuthorizationBuilder().AddFallbackPolicy("all", static p => p.AddAuthenticationSchemes("door").RequireAuthenticatedUser());
        });
        await RefusedAsync(host, 401, "not signed in");

        await using var open = await DashboardHost.StartAsync(services: AddDoor, endpoints: static e => e.RequireAuthorization("door").AllowAnonymous());
        await RefusedAsync(open, 403, "RequireAuthorization", ("X-Forwarded-For", "203.0.113.7"));
    }

    private static void Show(SkillsDashboardOptions options) => (options.ShowContent, options.ContentPolicy) = (true, null);

    private static void ShowByPolicy(SkillsDashboardOptions options) => (options.ShowContent, options.ContentPolicy) = (true, "content");

    private static void AddJwt(WebApplicationBuilder builder, SkillsEngineBuilder engine)
    {
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(static o => o.TokenValidationParameters = new() { IssuerSigningKey = Key, ValidIssuer = "tests", ValidAudience = "tests" });
        builder.Services.AddAuthorizationBuilder()
            .AddPolicy("operators", static p => p.RequireClaim("operator"))
            .AddPolicy("content", static p => p.RequireClaim("content"));
    }

    private static void AddDoor(WebApplicationBuilder builder, SkillsEngineBuilder engine)
    {
        builder.Services.AddAuthentication("door").AddScheme<AuthenticationSchemeOptions, DoorHandler>("door", null);
        builder.Services.AddAuthorizationBuilder().AddPolicy("door", static p => p.RequireAuthenticatedUser());
    }

    private static string Token(params string[] claims) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = "tests",
        Audience = "tests",
        Claims = claims.ToDictionary(static c => c, static c => (object)"yes"),
        SigningCredentials = new(Key, SecurityAlgorithms.HmacSha256),
    });

    private static async Task RefusedAsync(DashboardHost host, int status, string sentence, params (string Name, string Value)[] headers)
    {
        foreach (var path in new[] { "/skills-ui/", "/skills-ui/app.js", "/skills-ui/api/skills", "/skills-ui/api/events" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            foreach (var (name, value) in headers)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }

            using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(status, (int)response.StatusCode);
            Assert.Contains(sentence, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    /// <summary>Opens the address without its last slash, follows links, runs a skill, and sees a run that others make.</summary>
    private async Task WorksAsync(DashboardHost host, string address, params (string Name, string Value)[] headers)
    {
        await using var tab = await browser.OpenAsync(address, headers: headers);
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "greeter", Exact = true }).ClickAsync();
        await Assertions.Expect(tab.Page.Locator("main h1")).ToHaveTextAsync("Greeter");
        await tab.Page.GetByLabel("name", new() { Exact = true }).FillAsync("Grace");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await Assertions.Expect(tab.Page.GetByLabel("Result", new() { Exact = true }).Locator(".waterfall g")).ToHaveCountAsync(8);

        await tab.GoAsync($"{address.TrimEnd('/')}/#/runs");
        await tab.Page.Locator("html[data-live=on]").WaitForAsync();
        var run = await host.RunAsync("Ada");
        await Assertions.Expect(tab.Page.Locator($"a[href='#/runs/{run.ExecutionId}']")).ToBeVisibleAsync();
        Assert.Empty(tab.Troubles);
    }
}
