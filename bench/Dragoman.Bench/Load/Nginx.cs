using System.Diagnostics;

namespace Dragoman.Bench.Load;

/// <summary>nginx as a plain reverse proxy with keep-alive: the yardstick for the hop. Used where it is installed.</summary>
internal static class Nginx
{
    private static readonly string[] Places = ["/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/bin/nginx"];

    /// <summary>The executable; null where there is none.</summary>
    public static string? Executable { get; } = Places.FirstOrDefault(File.Exists);

    /// <summary>Starts one.</summary>
    public static Task<OwnedProcess> StartAsync(string directory, int upstreamPort)
    {
        var port = OwnedProcess.FreePort();
        var config = Path.Combine(directory, "nginx.conf");
        Directory.CreateDirectory(Path.Combine(directory, "nginx"));
        File.WriteAllText(config, Configuration(Path.Combine(directory, "nginx"), port, upstreamPort));
        return OwnedProcess.StartAsync(
            new ProcessStartInfo(Executable!) { ArgumentList = { "-c", config, "-p", directory, "-e", Path.Combine(directory, "nginx.log") } }, port);
    }

    private static string Configuration(string temporary, int port, int upstreamPort) => $$"""
        daemon off;
        master_process off;
        worker_rlimit_nofile 20000;
        pid {{temporary}}/nginx.pid;
        events { worker_connections 16384; }
        http {
          access_log off;
          keepalive_timeout 600s;
          keepalive_requests 100000000;
          client_max_body_size 0;
          client_body_buffer_size 1m;
          client_body_temp_path {{temporary}}/body;
          proxy_temp_path {{temporary}}/proxy;
          fastcgi_temp_path {{temporary}}/fastcgi;
          uwsgi_temp_path {{temporary}}/uwsgi;
          scgi_temp_path {{temporary}}/scgi;
          upstream canned { server 127.0.0.1:{{upstreamPort}}; keepalive 256; keepalive_requests 100000000; }
          server {
            listen 127.0.0.1:{{port}} backlog=4096;
            location / {
              proxy_pass http://canned;
              proxy_http_version 1.1;
              proxy_set_header Connection "";
              proxy_buffering off;
              proxy_read_timeout 600s;
            }
          }
        }

        """;
}
