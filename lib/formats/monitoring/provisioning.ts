import { DASHBOARD_FILE, JOB, type MonitoringSettings } from './settings.ts';

/** Where Grafana's packages keep dashboards that are files. */
const FOLDER = '/var/lib/grafana/dashboards/allswell';

/** A Prometheus as a data source of Grafana, as it provisions them from files. */
export function renderDatasource({ site }: MonitoringSettings): string {
  return `# The Prometheus that scrapes ${site.url}, as a data source of Grafana.
# It belongs to /etc/grafana/provisioning/datasources/; Grafana reads it when it starts.
apiVersion: 1
datasources:
  - name: Prometheus
    uid: ${JOB}-prometheus
    type: prometheus
    access: proxy
    url: http://localhost:9090
    editable: true
    jsonData:
      httpMethod: POST
      # scrape_interval of prometheus.yml
      timeInterval: 15s
`;
}

/** Where Grafana finds our dashboard, as it provisions dashboards from files. */
export function renderDashboards({ site }: MonitoringSettings): string {
  return `# The dashboard of ${site.url} from a file.
# This one belongs to /etc/grafana/provisioning/dashboards/, and
# ${site.url}/monitoring/${DASHBOARD_FILE}
# to ${FOLDER}/. Grafana finds new versions of it there by itself.
apiVersion: 1
providers:
  - name: ${JOB}
    orgId: 1
    folder: Status
    type: file
    disableDeletion: false
    allowUiUpdates: true
    updateIntervalSeconds: 30
    options:
      path: ${FOLDER}
`;
}
